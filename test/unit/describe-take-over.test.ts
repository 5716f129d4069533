/** What a look at a list tells: who would stay, who would leave, and the flag for each. */
import { expect, test } from "vitest";
import type { SeenPerson } from "../../src/engine/see-people.ts";
import { describeTakeOver, drawTakeOver } from "../../src/cli/views/describe-take-over.ts";

const known = (recordId: string, isDesired: boolean): SeenPerson => ({
  recordId,
  identity: `m${recordId}`,
  known: { identity: `m${recordId}`, by: "address", isDesired },
  isAmbiguous: false,
});
const seen = {
  is: "seen",
  sync: "tiers",
  spec: { kind: "list", name: "VIP", model: "aud_tier", audience: "Golden" },
  placeNo: null,
  accountId: "1",
  listId: "611",
  people: [
    known("1", true),
    known("2", true),
    known("3", false),
    { recordId: "4", identity: null, known: null, isAmbiguous: false },
  ],
} as const;

test("a look says that nothing changed, and what each flag would do", () => {
  const body = describeTakeOver(seen, null, "npx tierline");
  expect(body.list).toMatchObject({
    place: null,
    present: 4,
    known_stay: 2,
    known_leave: 1,
    strangers: 1,
    taken: null,
  });
  expect(drawTakeOver(body)).toEqual([
    "VIP (611) holds 4 contacts:",
    "  3 known to the programme (0 by our property, 0 by record, 3 by address)",
    "      2 of them belong there, 1 does not",
    "  1 stranger",
    "",
    "Nothing was changed. Choose one:",
    '  npx tierline take-over tiers "VIP" --keep --reason "why"',
    "      all 4 stay for good",
    '  npx tierline take-over tiers "VIP" --claim --reason "why"',
    "      1 leaves with the next plan, if its guards agree; 3 stay",
  ]);
});
