/** Why a member was not sent, from what state says of them. */
import { expect, test } from "vitest";
import { ASCII } from "../../src/cli/picture/glyphs.ts";
import { describePlaces, type SyncSight } from "../../src/cli/views/describe-member-places.ts";
import { drawPlaces } from "../../src/cli/views/draw-member-places.ts";
import type { MemberExplanation } from "../../src/engine/explain-member.ts";
import type { Place } from "../../src/domain/place.ts";
import type { PlanHead } from "../../src/domain/plan.ts";
import type { MemberAtPlace } from "../../src/journal/journal.ts";
import { explanation, head, place } from "../support/sample-explanation.ts";
import { member } from "../support/sample-member.ts";

type Planned = Partial<NonNullable<MemberAtPlace["planned"]>>;

/** The causes that are told of one row of the newest plan. */
function causesOf(planned: Planned, given: Partial<MemberAtPlace> = {}, plan: Partial<PlanHead> = {}) {
  const row = { planNo: 7, op: null, reason: null, outcome: null, unsent: [], ...planned };
  const saidAtMs = Date.parse("2026-01-01T00:00:00Z");
  const known = {
    place,
    identity: "ann",
    recordId: null,
    saidOp: "enter",
    saidAtMs,
    isSettled: true,
    refused: null,
  } as const;
  const sight: SyncSight = {
    status: {
      sync: "tiers",
      paused: null,
      lastRun: null,
      lastPlan: { ...head, ...plan },
      lastAppliedPlan: null,
      places: [],
      notSent: [],
    },
    sync: undefined,
    coolDownMs: 900_000,
    identifiedBy: "member",
    known: [{ ...known, ...given, planned: row }],
    receipts: { total: 0, newest: [], isWhole: true },
  };
  const [shown] = describePlaces(explanation, [sight]);
  return shown?.not_sent.slice(1).map(({ class: name, reason, until, next_run_no: run }) => [name, reason, until, run]);
}

const refused = { reason: "invalid", message: null, times: 2, nextRunNo: 9 };

test("what waits for the cool-down waits until it is over; what waits for another row, until that is there", () => {
  expect(causesOf({ unsent: [{ class: "waiting", reason: "cool_down" }] })).toEqual([
    ["waiting", "cool_down", "2026-01-01T00:15:00.000Z", null],
  ]);
  expect(causesOf({ unsent: [{ class: "waiting", reason: "predecessor" }] })).toEqual([
    ["waiting", "predecessor", null, null],
  ]);
  expect(causesOf({ unsent: [{ class: "waiting", reason: "cool_down" }] }, { saidAtMs: null })).toEqual([
    ["waiting", "cool_down", null, null],
  ]);
});

test("who is suppressed and whose leave waits has both causes", () => {
  const unsent = [
    { class: "suppressed", reason: "no_consent" },
    { class: "waiting", reason: "cool_down" },
  ] as const;
  expect(causesOf({ unsent })?.map(([name]) => name)).toEqual(["suppressed", "waiting"]);
});

test("only what the destination refused has a run that tries it again", () => {
  expect(causesOf({ unsent: [{ class: "refused", reason: "invalid" }] }, { refused })).toEqual([
    ["refused", "invalid", null, 9],
  ]);
  expect(causesOf({ unsent: [{ class: "refused", reason: "shared_address" }] }, { refused })).toEqual([
    ["refused", "shared_address", null, null],
  ]);
  expect(causesOf({ op: "update", outcome: "refused", reason: "invalid" }, { refused })).toEqual([
    ["refused", "invalid", null, 9],
  ]);
});

test("a change that has no receipt was not applied yet, needs no call, or had no answer", () => {
  expect(causesOf({ op: "enter", outcome: "accepted" })).toEqual([]);
  expect(causesOf({ op: "enter", outcome: "withheld", reason: "limit" })).toEqual([["withheld", "limit", null, null]]);
  expect(causesOf({ op: "leave", reason: "kept" })).toEqual([["without_call", "kept", null, null]]);
  expect(causesOf({ op: "enter" }, {}, { state: "planned", applyingAtMs: null })).toEqual([
    ["planned", null, null, null],
  ]);
  expect(causesOf({ op: "enter" }, {}, { state: "closed", applyingAtMs: null })).toEqual([
    ["not_planned", null, null, null],
  ]);
  expect(causesOf({ op: "enter" })).toEqual([["unsettled", "no_receipt", null, null]]);
});

test("a place of a sync whose file is gone is an orphan; a list that the models want and state does not know has no plan", () => {
  const desired = [{ sync: "tiers", model: "aud_tier", list: "Golden" }];
  const status: SyncSight["status"] = {
    sync: "tiers",
    paused: null,
    lastRun: null,
    lastPlan: null,
    lastAppliedPlan: null,
    places: [],
    notSent: [],
  };
  const known: MemberAtPlace = {
    place,
    identity: "ann",
    recordId: "1",
    saidOp: "enter",
    saidAtMs: 0,
    isSettled: true,
    refused: null,
    planned: null,
  };
  const receipts = { total: 0, newest: [], isWhole: true };
  const sight: SyncSight = {
    status,
    sync: undefined,
    coolDownMs: null,
    identifiedBy: "member",
    known: [known],
    receipts,
  };
  const shown = describePlaces({ ...explanation, desired }, [sight]);
  expect(shown.map((one) => [one.place, one.not_sent.map((cause) => cause.class)])).toEqual([
    ["contacts", ["orphaned"]],
    ["Golden", ["not_planned"]],
  ]);
  expect(shown.map((one) => one.record_id)).toContain("1");
  // An id that is made of the address is as good as the address.
  const byAddress = describePlaces({ ...explanation, desired }, [{ ...sight, identifiedBy: "address" }]);
  expect(byAddress.map((one) => one.record_id)).toEqual([null, null]);
});

test("who was claimed with a list came when it was taken over; no time is made up", () => {
  const takenAtMs = Date.parse("2026-01-01T12:00:00Z");
  const list: Place = { ...place, kind: "list", name: "Golden", model: "aud_tier", audience: "gold", takenAtMs };
  const row = { place: list, identity: "ann", recordId: "1", isSettled: true, refused: null, planned: null };
  const status: SyncSight["status"] = {
    sync: "tiers",
    paused: null,
    lastRun: null,
    lastPlan: null,
    lastAppliedPlan: null,
    places: [],
    notSent: [],
  };
  const shownOf = (saidAtMs: number | null): readonly unknown[] => {
    const known: readonly MemberAtPlace[] = [{ ...row, saidOp: "enter", saidAtMs }];
    const receipts = { total: 0, newest: [], isWhole: true };
    const places = describePlaces(explanation, [
      { status, sync: undefined, coolDownMs: null, identifiedBy: "member", known, receipts },
    ]);
    const [, , cells = ""] = drawPlaces({ ...member, places }, { columns: 80, glyphs: ASCII, timeZone: "UTC" });
    return [places[0]?.said_at, places[0]?.claimed_at, /(?:claimed|yes), [\d-]+/u.exec(cells)?.[0]];
  };
  expect(shownOf(null)).toEqual([null, "2026-01-01T12:00:00.000Z", "claimed, 2026-01-01"]);
  const later = Date.parse("2026-01-02T12:00:00Z");
  expect(shownOf(later)).toEqual(["2026-01-02T12:00:00.000Z", null, "yes, 2026-01-02"]);
});

/** What is told of contacts and of a list, both named by the models: wanted, why not, and why not sent. */
function wantedOf(exclusions: MemberExplanation["exclusions"], unsent: NonNullable<Planned["unsent"]> = []) {
  const planned = { planNo: 7, op: null, reason: null, outcome: null, unsent };
  const known: MemberAtPlace = {
    place,
    identity: "ann",
    recordId: null,
    saidOp: null,
    saidAtMs: null,
    isSettled: null,
    refused: null,
    planned,
  };
  const status: SyncSight["status"] = {
    sync: "tiers",
    paused: null,
    lastRun: null,
    lastPlan: head,
    lastAppliedPlan: null,
    places: [],
    notSent: [],
  };
  const receipts = { total: 0, newest: [], isWhole: true };
  const desired = [{ sync: "tiers", model: "aud_tier", list: "Golden" }];
  const sight: SyncSight = {
    status,
    sync: undefined,
    coolDownMs: null,
    identifiedBy: "member",
    known: [known],
    receipts,
  };
  const shown = describePlaces({ ...explanation, desired, exclusions }, [sight]);
  return shown.map((one) => [one.place, one.is_desired, one.excluded_by, one.not_sent.at(-1)?.class]);
}

test("who is kept out is not wanted, by the newest build even before a plan was made from it", () => {
  const lists = new Map([["aud_tier", "suppressed"]]);
  expect(wantedOf(new Map([["tiers", { contacts: "suppressed", lists }]]))).toEqual([
    ["contacts", false, "suppressed", "orphaned"],
    ["Golden", false, "suppressed", "suppressed"],
  ]);
  // Held out: off the list, and still a contact.
  const heldOut = new Map([["aud_tier", "held_out"]]);
  expect(wantedOf(new Map([["tiers", { contacts: null, lists: heldOut }]]))).toEqual([
    ["contacts", true, null, "orphaned"],
    ["Golden", false, "held_out", "held_out"],
  ]);
  // Kept out when the newest plan was made, and no more.
  const unsent = [{ class: "suppressed", reason: "no_consent" }] as const;
  expect(wantedOf(new Map([["tiers", { contacts: null, lists: new Map() }]]), unsent)[0]?.slice(0, 3)).toEqual([
    "contacts",
    true,
    null,
  ]);
});

test("where no build can be asked, the newest plan says who is kept out", () => {
  expect(wantedOf(new Map(), [{ class: "suppressed", reason: "no_consent" }])).toEqual([
    ["contacts", false, "no_consent", "suppressed"],
    ["Golden", true, null, "not_planned"],
  ]);
});
