import { describe, expect, it } from "vitest";
import { drawBars } from "../../src/cli/picture/bars.ts";
import { ASCII, UNICODE, type Canvas } from "../../src/cli/picture/glyphs.ts";
import { drawMatrix, type Matrix } from "../../src/cli/picture/matrix.ts";
import { count, counted, duration, percent } from "../../src/cli/picture/number.ts";
import { shortInstant } from "../../src/cli/picture/instant.ts";
import { drawTable, type Table } from "../../src/cli/picture/table.ts";
import { truncate, widthOf } from "../../src/cli/picture/width.ts";
import { wrapAdvice } from "../../src/cli/picture/wrap.ts";

const unicode: Canvas = { columns: 80, glyphs: UNICODE };
const ascii: Canvas = { columns: 80, glyphs: ASCII };

describe("widthOf", () => {
  it.each([
    ["Golden", 6],
    ["会員", 4],
    ["ｶﾅ", 2],
    ["한국", 4],
    ["Zoë", 3],
    ["Zoe\u0308", 3],
    ["👩‍👩‍👧", 2],
    ["🇵🇱", 2],
    ["", 0],
  ])("counts the cells of %j", (text, cells) => expect(widthOf(text)).toBe(cells));

  it("never cuts through a wide letter", () => {
    // Five cells hold two wide letters and the mark: 4 + 1; a third letter would need 7.
    expect(truncate("会員ゴールド", 5, "…")).toBe("会員…");
    expect(truncate("会員ゴールド", 6, "…")).toBe("会員…");
    expect(truncate("会員", 4, "…")).toBe("会員");
    expect(truncate("Golden", 2, "...")).toBe("..");
  });
});

describe("figures", () => {
  it("groups thousands", () => expect([0, 999, 1000, 1234567].map(count)).toEqual(["0", "999", "1,000", "1,234,567"]));
  it("agrees in number", () => expect([counted(1, "row"), counted(2, "row")]).toEqual(["1 row", "2 rows"]));
  it("never rounds something to nothing, nor most to all", () =>
    expect([percent(0, 9), percent(1, 1000), percent(1, 2), percent(999, 1000), percent(9, 9), percent(0, 0)]).toEqual([
      "0%",
      "<1%",
      "50%",
      ">99%",
      "100%",
      "0%",
    ]));
  it("tells time in the unit that fits", () =>
    expect([0, 420, 9_949, 9_950, 59_499, 59_500, 125_000, 3_600_000, 3_900_000].map(duration)).toEqual([
      "0.0 s",
      "0.4 s",
      "9.9 s",
      "10 s",
      "59 s",
      "1 min",
      "2 min 5 s",
      "1 h",
      "1 h 5 min",
    ]));
});

describe("drawBars", () => {
  // Room is 44 cells, 352 eighths. 200 of 400 is 176 eighths: 22 blocks. 1 of 400 is 0.88 eighths: one. Sum 601.
  const bars = [
    { label: "White", value: 400 },
    { label: "会員", value: 200 },
    { label: "Golden", value: 1 },
    { label: "none", value: 0 },
  ];

  it("draws to an eighth of a cell", () =>
    expect(drawBars(bars, unicode)).toEqual([
      `White   ${"█".repeat(44)}  400   67%`,
      `会員    ${"█".repeat(22)}${" ".repeat(22)}  200   33%`,
      `Golden  ▏${" ".repeat(43)}    1   <1%`,
      `none    ${" ".repeat(44)}    0    0%`,
    ]));

  it("draws whole cells in ASCII, at least one for something", () =>
    expect(drawBars(bars, ascii)).toEqual([
      `White   ${"#".repeat(44)}  400   67%`,
      `会員    ${"#".repeat(22)}${" ".repeat(22)}  200   33%`,
      `Golden  #${" ".repeat(43)}    1   <1%`,
      `none    ${" ".repeat(44)}    0    0%`,
    ]));

  it("draws nothing of nothing", () => expect(drawBars([], unicode)).toEqual([]));
});

describe("drawMatrix", () => {
  const matrix: Matrix = {
    levels: ["no tier", "White", "Golden"],
    moves: [
      { from: "White", to: "White", count: 1100 },
      { from: "White", to: "Golden", count: 30 },
      { from: "Golden", to: "no tier", count: 2 },
      { from: "Golden", to: "no tier", count: 1 },
    ],
  };

  it("shows who stayed in brackets and sums what went where", () =>
    expect(drawMatrix(matrix, unicode)).toEqual([
      "from → to  no tier    White   Golden",
      "─────────────────────────────────────",
      "no tier         [0]       ·        ·",
      "White            ·   [1,100]      30",
      "Golden           3        ·       [0]",
      "",
      "▲ 30 up  ·  ▼ 3 down  ·  1,100 stayed",
    ]));

  it("refuses a move of an unknown level instead of losing it", () =>
    expect(() => drawMatrix({ ...matrix, levels: ["no tier", "White"] }, ascii)).toThrow(RangeError));
});

describe("drawTable", () => {
  const table: Table = {
    columns: [{ title: "place" }, { title: "enter", align: "right" }, { title: "remark" }],
    rows: [
      ["Loyalty Golden", "1,200", "x".repeat(90)],
      ["会員", "3", ""],
    ],
    total: ["", "1,203", ""],
  };

  it("cuts the widest text so that the line fits 80 columns", () =>
    // Gaps shrink to one cell first. 14 + 1 + 5 + 1 leaves 59 cells, the last one for the mark.
    expect(drawTable(table, unicode)).toEqual([
      "place          enter remark",
      "─".repeat(80),
      `Loyalty Golden 1,200 ${"x".repeat(58)}…`,
      "会員               3",
      "─".repeat(80),
      "               1,203",
    ]));

  it("never cuts a figure", () =>
    // The figure and two gaps take 7 of 20 cells; the texts share the other 13, 6 and 7.
    expect(drawTable(table, { columns: 20, glyphs: ASCII })[2]).toBe("Loy... 1,200 xxxx..."));

  it("never cuts what says nothing when it is cut", () => {
    const columns = [{ title: "when", isWhole: true }, { title: "what" }];
    const when = "2026-11-22 09:00 +01:00";
    expect(drawTable({ columns, rows: [[when, "x".repeat(20)]] }, { columns: 30, glyphs: ASCII })[2]).toBe(
      `${when} xxx...`,
    );
  });

  it("fits what every canvas width asks for", () => {
    for (let columns = 40; columns <= 80; columns += 1)
      for (const line of drawTable(table, { columns, glyphs: UNICODE }))
        expect(widthOf(line)).toBeLessThanOrEqual(columns);
  });
});

describe("shortInstant", () => {
  it("shows UTC bare, and seconds only where there are some", () => {
    expect(shortInstant("2026-11-22T09:00:00.000000Z")).toBe("2026-11-22 09:00");
    expect(shortInstant("2026-11-22T09:00:07Z")).toBe("2026-11-22 09:00:07");
    expect(shortInstant("soon")).toBe("soon");
  });
  it("shows another zone with its distance from UTC, so that no hour comes twice", () => {
    const berlin = { timeZone: "Europe/Berlin" };
    expect(shortInstant("2026-11-22T23:30:00Z", berlin)).toBe("2026-11-23 00:30 +01:00");
    // Summer time ended on 25 October 2026 at 01:00 UTC.
    expect(shortInstant("2026-10-25T00:30:00Z", berlin)).toBe("2026-10-25 02:30 +02:00");
    expect(shortInstant("2026-10-25T01:30:00Z", berlin)).toBe("2026-10-25 02:30 +01:00");
    expect(shortInstant("2026-01-01T00:00:00Z", { timeZone: "Asia/Kathmandu" })).toBe("2026-01-01 05:45 +05:45");
  });
});

describe("wrapAdvice", () => {
  const narrow: Canvas = { columns: 40, glyphs: ASCII };

  it("breaks sentences, and no command line with flags", () => {
    const command = 'npx tierline apply 3 --allow leaves --allow enters --reason "it is meant so"';
    expect(wrapAdvice(`If this is meant and was looked at by two of you: ${command}`, narrow, "  ")).toEqual([
      "  If this is meant and was looked at by",
      "  two of you:",
      `  ${command}`,
    ]);
    const release = 'npx tierline release 5 --reason "…"';
    expect(wrapAdvice(`${command} If who is there is to stay: ${release}`, narrow)).toEqual([
      command,
      "If who is there is to stay:",
      release,
    ]);
    expect(wrapAdvice('node bin/tierline.js take-over a "My list" --claim, or name another list', narrow)).toEqual([
      'node bin/tierline.js take-over a "My list" --claim,',
      "or name another list",
    ]);
  });

  it("breaks nothing between back ticks, and keeps the lines that are there", () => {
    expect(wrapAdvice("Start it there: `npx tierline sandbox --port 1`", narrow)).toEqual([
      "Start it there:",
      "`npx tierline sandbox --port 1`",
    ]);
    expect(wrapAdvice("one\ntwo", narrow)).toEqual(["one", "two"]);
  });

  it("breaks a long sentence that only mentions a command or a flag", () => {
    expect(wrapAdvice("tierline status tells them again; all of these rows are retried", narrow)).toEqual([
      "tierline status tells them again; all of",
      "these rows are retried",
    ]);
    expect(wrapAdvice("Then take it over with a --reason and --keep (they stay for good)", narrow)).toEqual([
      "Then take it over with a --reason and",
      "--keep (they stay for good)",
    ]);
  });
});
