/** Plans as Markdown and as CSV, with names that try to be more than names. */
import { expect, test } from "vitest";
import type { PlanRow } from "../../src/journal/plan-row.ts";
import { csvHead, csvLine, csvPage } from "../../src/cli/views/plan-csv.ts";
import { codeOf, plainText } from "../../src/cli/views/markdown.ts";
import { ASCII } from "../../src/cli/picture/glyphs.ts";
import { drawPlans } from "../../src/cli/views/draw-plan.ts";
import { markdownPlans } from "../../src/cli/views/plan-markdown.ts";
import { ORPHANS, plan } from "../support/sample-documents.ts";

const whole = { sync: plan.sync, exit_code: 0, closed_plan: null, plan, loaded_since: null, error: null };

test("a plan as Markdown looks as it did", async () => {
  const markdown = markdownPlans({ syncs: [whole], preview: null, orphans: ORPHANS }, {});
  await expect(`${markdown}\n`).toMatchFileSnapshot("pictures/plan.md");
});

test("a preview says against what, and what could not be made", async () => {
  const failed = { code: "build_missing", message: "No build has made aud_tier.", remedy: null, location: null };
  const markdown = markdownPlans(
    {
      syncs: [{ ...whole, plan: null, error: { ...failed, problems: [] } }],
      preview: { against: "prod", has_state: false },
      orphans: [],
    },
    {},
  );
  expect(markdown.split("\n\n")).toEqual([
    "## Tierline preview: nothing to send",
    "Nothing was ever sent on <code>prod</code>, so everything is new. Nothing was stored, and no destination was asked.",
    "### <code>hubspot&#95;tiers</code>",
    "**No plan: No build has made aud&#95;tier&#46;**",
  ]);
});

test("a list for which its model names nobody is told, unless suppression or a holdout explains it", () => {
  const list = {
    ...plan.places[0],
    place: 2,
    kind: "list" as const,
    name: "Green",
    desired: 0,
    suppressed: 0,
    held_out: 0,
    leave: 1,
  };
  const places = [list, { ...list, name: "Gold", leave: 0 }, { ...list, name: "White", suppressed: 2 }];
  const syncs = [{ ...whole, plan: { ...plan, places: places.map(filled) } }];
  const sentence =
    "its model names nobody, and 1 row leaves. Should somebody be there, compare the audience in the sync";
  const text = drawPlans({ syncs, preview: null, orphans: [] }, { columns: 300, glyphs: ASCII }, "tierline").join("\n");
  expect(text).toContain(`Green: ${sentence} file with the model's.`);
  expect(text).toContain("Gold: its model names nobody. Should");
  expect(text).not.toContain("White: its model");
  expect(markdownPlans({ syncs, preview: null, orphans: [] }, {})).toContain("its model names nobody");
});

test.each([
  ["Golden | <b>", "<code>Golden &#124; &#60;b&#62;</code>"],
  ["a\nb\r\u2028c", "<code>a&#92;nb&#92;r&#92;u&#123;2028&#125;c</code>"],
  ["\u001b[31mred\u202e", "<code>&#92;x1b&#91;31mred&#92;u&#123;202e&#125;</code>"],
  ["`*_[x](y)", "<code>&#96;&#42;&#95;&#91;x&#93;&#40;y&#41;</code>"],
  ["@team #12", "<code>&#64;team &#35;12</code>"],
  ["</code>", "<code>&#60;&#47;code&#62;</code>"],
  ["Złota 会員", "<code>Złota 会員</code>"],
  ["x".repeat(81), `<code>${"x".repeat(79)}…</code>`],
])("the name %j is only a name in Markdown", (name, written) => {
  expect(codeOf(name)).toBe(written);
});

test("a sentence mentions nobody", () => {
  expect(plainText("ask @kim")).toBe("ask &#64;&#8203;kim");
});

test("Markdown is bounded, and says what was cut", () => {
  const place = { ...plan.places[1], place: 2, kind: "list" as const };
  const many = Array.from({ length: 400 }, (_, index) => ({
    ...whole,
    plan: { ...plan, places: [{ ...plan.places[1], ...place, name: `${index}${"|".repeat(300)}` }] },
  }));
  const syncs = many.map((sync) => ({ ...sync, plan: { ...sync.plan, places: sync.plan.places.map(filled) } }));
  const markdown = markdownPlans({ syncs, preview: null, orphans: [] }, {});
  expect(markdown.length).toBeLessThan(60_000);
  expect(markdown).toMatch(/_Cut: [\d,]+ more parts would make this too long\. `--format csv` gives every row\._$/u);
});

function filled(place: Partial<(typeof plan.places)[number]>): (typeof plan.places)[number] {
  const [first] = plan.places;
  if (first === undefined) throw new Error("The sample has no place.");
  return { ...first, ...place };
}

const row: PlanRow = {
  ordinal: 9,
  wave: 3,
  placeNo: 2,
  op: "leave",
  identity: "c1",
  memberKey: "=cmd()",
  recordId: "512",
  address: null,
  isAddressChanged: false,
  properties: {},
  isCalled: true,
  note: null,
  move: { fromPlaceNo: 2, toPlaceNo: 3 },
  receipt: { outcome: "refused", reason: "gone" },
};

test("CSV has every column, no address, and no formula", () => {
  const places = [
    { placeNo: 2, name: 'Loyalty "Golden", old', listId: "611" },
    { placeNo: 3, name: "+Silver", listId: null },
  ];
  expect(csvHead()).toBe(
    "plan,sync,ordinal,wave,place,list_id,op,customer_id,record_id,from_list,to_list,called,note,outcome,reason\r\n",
  );
  const preview: PlanRow = {
    ...row,
    address: "ann@example.com",
    move: null,
    receipt: null,
    note: "kept",
    isCalled: false,
  };
  expect(csvPage({ sync: "tiers", planNo: 7, places, identifiedBy: "member" }, [row])).toBe(
    `7,tiers,9,3,"Loyalty ""Golden"", old",611,leave,'=cmd(),512,"Loyalty ""Golden"", old",'+Silver,true,,refused,gone\r\n`,
  );
  expect(csvPage({ sync: "tiers", planNo: null, places, identifiedBy: "member" }, [preview])).toBe(
    `,tiers,9,3,"Loyalty ""Golden"", old",611,leave,'=cmd(),512,,,false,kept,,\r\n`,
  );
  // Where people are known by their addresses the id is made of the address, and as good as one.
  expect(csvPage({ sync: "tiers", planNo: null, places, identifiedBy: "address" }, [preview])).toBe(
    `,tiers,9,3,"Loyalty ""Golden"", old",611,leave,'=cmd(),,,,false,kept,,\r\n`,
  );
});

test.each([
  ["=1", "'=1"],
  ["+1", "'+1"],
  ["-1", "'-1"],
  ["@x", "'@x"],
  ["\tx", "'\tx"],
  ["\rx", `"'\rx"`],
  ["a=1", "a=1"],
  ['a"b', '"a""b"'],
  ["a\nb", '"a\nb"'],
  [null, ""],
])("the cell %j is written as %j", (cell, written) => {
  expect(csvLine([cell])).toBe(`${written}\r\n`);
});

test("events that no build has seen are told of beside the plan, with the commands that bring them in", () => {
  const body = { syncs: [{ ...whole, loaded_since: "2026-06-01T07:00:00.000Z" }], preview: null, orphans: [] };
  const canvas = { columns: 80, glyphs: ASCII, timeZone: "UTC" };
  expect(drawPlans(body, canvas, "npx tierline").slice(-2)).toEqual([
    "Loaded at 2026-06-01 07:00, and in no build yet. To see it here:",
    "  npx tierline build, then npx tierline plan",
  ]);
  expect(markdownPlans(body, {})).toContain("Events were loaded since this build");
  const known = { ...body, syncs: [whole] };
  expect([...drawPlans(known, canvas, "tierline"), markdownPlans(known, {})].join("\n")).not.toMatch(
    /Loaded at|loaded since/u,
  );
});

test("the instant of a plan is told in the project's zone, without escapes", () => {
  const body = {
    syncs: [{ ...whole, plan: { ...plan, as_of: "2026-06-01T06:00:00.123Z" } }],
    preview: null,
    orphans: [],
  };
  expect(markdownPlans(body, {})).toContain("plan 7, as of 2026-06-01 06:00\n");
  expect(markdownPlans(body, { timeZone: "Europe/Warsaw" })).toContain("plan 7, as of 2026-06-01 08:00 +02:00\n");
});
