/** A member whose address changed, where the destination knows people by their addresses. */
import { expect, test } from "vitest";
import { ASCII } from "../../src/cli/picture/glyphs.ts";
import { describePlaces, type SyncSight } from "../../src/cli/views/describe-member-places.ts";
import { drawPlaces } from "../../src/cli/views/draw-member-places.ts";
import type { Place } from "../../src/domain/place.ts";
import type { MemberAtPlace } from "../../src/journal/journal.ts";
import { explanation, head, place } from "../support/sample-explanation.ts";
import { member } from "../support/sample-member.ts";

test("what is known of an address of before is told apart, without the address", () => {
  const golden: Place = { ...place, placeNo: 2, kind: "list", name: "Golden", model: "aud_tier", audience: "gold" };
  const row = { place: golden, recordId: null, saidAtMs: 0, isSettled: true, refused: null } as const;
  const left = { planNo: 7, op: "leave", reason: null, outcome: null, unsent: [] } as const;
  const known: readonly MemberAtPlace[] = [
    { ...row, identity: "new@example.com", saidOp: null, planned: { ...left, op: "enter" } },
    { ...row, identity: "old@example.com", saidOp: "enter", planned: left },
  ];
  const status = { sync: "tiers", paused: null, lastRun: null, lastPlan: head, lastAppliedPlan: null };
  const sight: SyncSight = {
    status: { ...status, places: [], notSent: [] },
    sync: undefined,
    coolDownMs: null,
    identifiedBy: "address",
    known,
    receipts: { total: 0, newest: [], isWhole: true },
  };
  const desired = [{ sync: "tiers", model: "aud_tier", list: "Golden" }];
  const ann = { ...explanation.member, email: " New@Example.com" };
  const places = describePlaces({ ...explanation, member: ann, desired }, [sight]);
  expect(places.map((one) => [one.is_earlier_address, one.is_desired, one.planned?.op])).toEqual([
    [false, true, "enter"],
    [true, false, "leave"],
  ]);
  const lines = drawPlaces({ ...member, places }, { columns: 100, glyphs: ASCII, timeZone: "UTC" });
  expect(lines.join("\n")).toContain("Golden (earlier address)");
  expect(`${JSON.stringify(places)} ${lines.join(" ")}`).not.toMatch(/@|example/u);
});
