/** The page for marketers, its digest, and the words in both. */
import { describe, expect, it, test } from "vitest";
import { makeDigest } from "../../src/report/digest.ts";
import { niceMax } from "../../src/report/html/area-chart.ts";
import { levelColours } from "../../src/report/html/level-colours.ts";
import { markup } from "../../src/report/html/markup.ts";
import { renderReport } from "../../src/report/html/render-report.ts";
import { sumMovements } from "../../src/report/html/tier-section.ts";
import { meaningOf } from "../../src/report/meaning.ts";
import { readDelivered } from "../../src/report/read-delivered.ts";
import { reasonWords } from "../../src/report/reason-words.ts";
import type { Place } from "../../src/domain/place.ts";
import { syncNamed } from "../engine/engine-setup.ts";
import { report } from "../support/sample-report.ts";

describe("the page", () => {
  const page = renderReport(report);

  it("asks for nothing and runs nothing", () => {
    expect(page).toContain('content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;');
    expect(page).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|javascript:|url\(|@import|https?:/iu);
  });

  it("escapes every name", () => {
    expect(page).toContain("<h1>my &lt;shop&gt;</h1>");
    expect(page).toContain("Loyalty &lt;Golden&gt;");
    expect(page).not.toMatch(/<shop|<Golden/u);
  });

  it("is well-formed: every element that is opened is closed, in order", () => {
    const open: string[] = [];
    for (const [, slash, name = "", end] of page.matchAll(/<(\/?)([a-z0-9]+)\b[^>]*?(\/?)>/gu)) {
      if (end === "/" || ["meta"].includes(name)) continue;
      if (slash === "") open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
    expect(page.match(/<section/gu)).toHaveLength(4);
  });

  it("speaks to marketers, in the project's time zone", () => {
    const text = page.replaceAll(/<style>.*?<\/style>/gsu, "").replaceAll(/<[^>]*>/gu, " ");
    expect(text).toContain("As of 1 July 2026, 08:00");
    expect(text).toMatch(/3\s+not sent because no e-mail address is known/u);
    expect(text).toMatch(/2\s+waiting:\s+the last change is only minutes old/u);
    expect(text).toMatch(/9 moved up\s*,\s*7 moved down\s*, 29 came new, 4 left, 1,011 stayed/u);
    expect(text).not.toMatch(/\b(?:kept|place|places|unsettled|close|closed|desired|synced|receipt)\b/iu);
  });

  it("gives every picture a name and its figures as a table", () => {
    const pictures = [...page.matchAll(/<svg[^>]*>/gu)].map(([svg]) => svg);
    expect(pictures.length).toBeGreaterThan(2);
    for (const svg of pictures) expect(svg).toMatch(/role="img" aria-label="[^"]+"/u);
    expect(page).toContain('<th scope="row">1 Jul 2026</th><td>878</td><td>178</td><td>1,056</td>');
  });

  it("of a project without a build still says so", () => {
    const empty = renderReport({ ...report, asOf: null, tiers: undefined, audiences: [], delivered: [] });
    expect(empty).toContain("No build to tell from");
    expect(empty).toContain("Nothing was delivered in 30 days.");
  });
});

it("the digest tells the week in lines without markup", () => {
  const mention = { ...report, title: "<@U1> shop" };
  expect(makeDigest(mention).subject).toBe("U1 shop: the week to 1 Jul 2026");
  expect(makeDigest(report).text).toBe(
    [
      "Golden: 178 (+1 in 7 days)",
      "会員 & Lapsed: 12 (+3 in 7 days)",
      "Lists in 7 days: 9 added, 11 removed.",
      "Not sent: 10 members, because they have not agreed to be contacted.",
      "Not sent: 4 members, because they are on the suppression list.",
      "Not sent: 3 members, because no e-mail address is known.",
      "Waiting: 2 members, the last change is only minutes old; the next run goes on.",
      "",
    ].join("\n"),
  );
});

describe("what an audience means", () => {
  const levels = report.tiers?.levels ?? [];
  const meanings = new Map([
    ["aud_tier", { description: "One row per member.", audiences: { White: " Everybody\n else. " } }],
    ["aud_lapsed", { description: "No purchase\nfor a year.", audiences: {} }],
  ]);
  it.each([
    ["aud_tier", "White", "Everybody else."],
    ["aud_tier", "Golden", "Members with a balance of 2,000 or more."],
    ["aud_lapsed", "Lapsed", "No purchase for a year."],
    ["aud_other", "Other", null],
  ])("%s %s", (model, name, meaning) => {
    expect(meaningOf(model, name, { meanings, tiers: { levels } })).toBe(meaning);
  });
  it("of a tier between two others names both limits, with cents where there are some", () => {
    const silver = { name: "Silver", minBalance: "999.5000", nextMinBalance: "2000.0000" };
    const tiers = { levels: [silver] };
    expect(meaningOf("aud_tier", "Silver", { meanings: new Map(), tiers })).toBe(
      "Members with a balance from 999.50 up to 2,000.",
    );
  });
});

test("a change that was accepted without a call was not delivered", () => {
  const place: Place = {
    placeNo: 5,
    sync: "gold",
    kind: "list",
    name: "Loyalty Golden",
    model: "aud_tier",
    audience: "Golden",
    accountId: "1",
    listId: "604",
    isCreatedByUs: true,
    takenAtMs: 1,
  };
  const row = { sync: "gold", placeNo: 5, day: 20_000, outcome: "accepted", rows: 2 } as const;
  const counts = [
    { ...row, op: "enter", reason: null } as const,
    { ...row, op: "leave", reason: "kept" } as const,
    { ...row, op: "leave", reason: null, rows: 1 } as const,
    { ...row, op: "enter", outcome: "refused", reason: "no_address", rows: 4 } as const,
    { ...row, op: "enter", placeNo: 6, reason: null } as const,
  ];
  expect(readDelivered(counts, [place], [syncNamed("gold")])).toEqual([
    {
      sync: "gold",
      destination: "HubSpot",
      list: "Loyalty Golden",
      days: [{ day: 20_000, added: 2, removed: 1 }],
      added: 2,
      removed: 1,
      updated: 0,
      refused: { no_address: 4 },
    },
  ]);
});

test("movements are summed by direction", () => {
  expect(report.tiers === undefined ? null : sumMovements(report.tiers)).toEqual({
    up: 9,
    down: 7,
    joined: 29,
    left: 4,
    stayed: 1_011,
  });
});

test.each([
  [3, 4],
  [99, 100],
  [101, 200],
  [1_970, 2_000],
  [2_001, 4_000],
])("an axis for %i ends at %i", (value, max) => expect(niceMax(value)).toBe(max));

test("levels have colours of their own, however many they are", () => {
  for (const count of [0, 1, 2, 3, 7]) expect(new Set(levelColours(count, "light")).size).toBe(count);
});

test("a reason that is the destination's own is shown as it is", () => {
  expect(reasonWords("invalid_email")).toBe("the marketing tool said invalid email");
  expect(reasonWords("constructor")).toBe("the marketing tool said constructor");
});

test("what is put into a template is text", () => {
  expect(markup`<b title="${'"'}">${"<i>"}${null}${[1, "&"]}</b>`.text).toBe('<b title="&quot;">&lt;i&gt;1&amp;</b>');
  expect(markup`${"a\u202eb"}`.text).toBe("a\\u{202e}b");
});
