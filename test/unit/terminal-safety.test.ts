/** Names, ids and messages of others cannot give orders to a terminal, nor show an address. */
import { describe, expect, it } from "vitest";
import { jsonDocument } from "../../src/cli/json-document.ts";
import { maskId } from "../../src/cli/mask-address.ts";
import { ASCII, UNICODE, type Canvas } from "../../src/cli/picture/glyphs.ts";
import { drawTable } from "../../src/cli/picture/table.ts";
import { wrap } from "../../src/cli/picture/wrap.ts";
import { makeProgress } from "../../src/cli/progress.ts";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import { drawMember } from "../../src/cli/views/draw-member.ts";
import { drawPlan, drawPlans } from "../../src/cli/views/draw-plan.ts";
import { drawStatus } from "../../src/cli/views/draw-status.ts";
import { markdownPlans } from "../../src/cli/views/plan-markdown.ts";
import { visibleText } from "../../src/domain/visible-text.ts";
import { plan } from "../support/sample-documents.ts";
import { member } from "../support/sample-member.ts";
import { status } from "../support/sample-status.ts";

const canvas: Canvas = { columns: 80, glyphs: UNICODE };
const RED = "\u001b[31mred";

describe("visibleText", () => {
  it.each([
    [RED, "\\x1b[31mred"],
    ["a\u0000b\u0007\u007f", "a\\x00b\\x07\\x7f"],
    // U+009B begins an order of its own, without an escape before it.
    ["\u009b31m", "\\x9b31m"],
    ["a\tb\r\nc", "a\\tb\\r\\nc"],
    // What follows would be drawn from right to left.
    ["\u202egnp.exe", "\\u{202e}gnp.exe"],
    ["a\u2028b\u200bc", "a\\u{2028}b\\u{200b}c"],
    ["Zoë 会員 Złota", "Zoë 会員 Złota"],
    // Joined by U+200D, as letters of Persian are kept apart by U+200C.
    ["👩‍👧", "👩‍👧"],
    ["می‌خواهم", "می‌خواهم"],
  ])("%j is shown as %j", (text, shown) => expect(visibleText(text)).toBe(shown));
});

it("a table draws a cell's control characters as escapes, and keeps its columns", () => {
  const columns = [{ title: "id" }, { title: "n" }];
  expect(
    drawTable(
      {
        columns,
        rows: [
          [RED, "1"],
          ["a\nb", "2"],
        ],
        total: ["\t", "3"],
      },
      canvas,
    ),
  ).toEqual([
    "id           n",
    "──────────────",
    "\\x1b[31mred  1",
    "a\\nb         2",
    "──────────────",
    "\\t           3",
  ]);
});

it("a sentence draws them as escapes", () => {
  expect(wrap(`because ${RED}`, canvas)).toEqual(["because \\x1b[31mred"]);
});

it("progress draws them as escapes, on a live line and in a log", () => {
  for (const [isLive, line] of [
    [true, "\r\u001b[2Kload, reading \\x1b[31mred"],
    [false, "load: reading \\x1b[31mred\n"],
  ] as const) {
    const pieces: string[] = [];
    const clock = { nowMs: () => 0, sleep: async (): Promise<void> => {} };
    const progress = makeProgress({ write: (text) => void pieces.push(text), clock, canvas, isLive });
    progress.show("load", { detail: `reading ${RED}` });
    progress.end();
    progress.note(RED);
    expect(pieces).toEqual([line, ...(isLive ? ["\r\u001b[2K"] : []), "\\x1b[31mred\n"]);
  }
});

it("JSON keeps the text and gives a terminal no order", () => {
  const document = jsonDocument("explain", 0, { customer_id: `${RED}\u009b31m\u202eann@example.com` }, null);
  expect(document).toContain(String.raw`"\u001b[31mred\u009b31m\u202eann@example.com"`);
  expect(JSON.parse(document)).toMatchObject({ customer_id: `${RED}\u009b31m\u202eann@example.com` });
});

it("what a command line gets wrong comes back as escapes", async () => {
  const lines: string[] = [];
  const exitCode = await runCommandLine(["plan", `--${RED}`], {
    directory: "/",
    command: "tierline",
    pages: "docs",
    environment: {},
    terminal: { canvas, hasColour: false, isLive: false },
    progress: { show: unused, done: unused, note: unused, end: () => undefined },
    clock: { nowMs: unused, sleep: unused },
    aheadMs: unused,
    random: { id: unused, fraction: unused },
    signal: new AbortController().signal,
    out: unused,
    write: unused,
    err: (line) => void lines.push(line),
  });
  expect(exitCode).toBe(3);
  expect(lines[0]).toBe("error: Unknown option '--\\x1b[31mred'.");
});

it.each([
  ["ann@example.com", "a…@example.com"],
  ["Ann <ann@example.com>", "A…@example.com>"],
  ["ann%40example.com", "a…%40example.com"],
  ["ann＠example.com", "a…＠example.com"],
  ["ann﹫example.com", "a…﹫example.com"],
  ["ann%2540example.com", "a…%2540example.com"],
  ["ann%252540example.com", "a…%252540example.com"],
  ["ann&#64;example.com", "a…&#64;example.com"],
  ["ann&#X40;example.com", "a…&#X40;example.com"],
  ["ann&amp;#64;example.com", "a…&amp;#64;example.com"],
  ["ann&commat;example.com", "a…&commat;example.com"],
  ["a&b;40", "a&b;40"],
  ["c00001", "c00001"],
  ["@ann", "@ann"],
  ["", ""],
])("the id %s is shown as %s", (id, shown) => expect(maskId(id, "…")).toBe(shown));

/** An id that is an address, and names that hold orders, in every view. */
describe("views", () => {
  const address = "ann@example.com";
  const [first, ...places] = plan.places;
  if (first === undefined) throw new Error("The sample has no place.");
  const samples = plan.samples.map((sample) => ({ ...sample, member: address }));
  const foreign = { ...plan, samples, places: [{ ...first, name: RED }, ...places] };
  const whole = { sync: plan.sync, exit_code: 0, closed_plan: null, plan: foreign, loaded_since: null, error: null };
  const body = { syncs: [whole], preview: null, orphans: [] };
  const entries = member.entries.map((entry) => ({ ...entry, event_id: address }));
  const views = {
    plan: (on: Canvas) => drawPlan(foreign, on),
    plans: (on: Canvas) => drawPlans(body, on, "tierline"),
    markdown: () => markdownPlans(body, {}).split("\n"),
    explain: (on: Canvas) => drawMember({ ...member, customer_id: address, entries, leaving_next: entries }, on),
  };

  it.each(Object.entries(views))("%s masks an id that is an address", (_name, draw) => {
    const text = draw(canvas).join("\n");
    expect(text).toMatch(/a…(?:@|&#64;)example(?:\.|&#46;)com/u);
    expect(text).not.toMatch(/ann(?:@|&#64;)example/u);
  });

  it("masks in ASCII, too", () => {
    expect(drawPlan(foreign, { columns: 80, glyphs: ASCII }).join("\n")).toContain("a...@example.com");
  });

  it("draw a list's name with its escapes", () => {
    expect(drawPlan(foreign, canvas).join("\n")).not.toContain("\u001b");
    expect(drawPlan(foreign, canvas).join("\n")).toContain("\\x1b[31mred");
    const syncs = status.syncs.map((sync) => ({
      ...sync,
      places: sync.places.map((place) => ({ ...place, name: RED, not_sent: [] })),
    }));
    expect(drawStatus({ ...status, syncs }, canvas).join("\n")).not.toContain("\u001b");
  });
});

function unused(): never {
  throw new Error("Nothing but the error is written.");
}
