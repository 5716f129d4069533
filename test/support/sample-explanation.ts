/** Ann, the contacts of one sync, and its newest plan, of whom everything else is left open. */
import type { Place } from "../../src/domain/place.ts";
import type { PlanHead } from "../../src/domain/plan.ts";
import type { MemberExplanation } from "../../src/engine/explain-member.ts";

export const place: Place = {
  placeNo: 1,
  sync: "tiers",
  kind: "contact",
  name: "contacts",
  model: null,
  audience: null,
  accountId: "a",
  listId: null,
  isCreatedByUs: false,
  takenAtMs: 0,
};
export const head: PlanHead = {
  sync: "tiers",
  runNo: 3,
  definitionHash: "d",
  invocationId: "i",
  asOf: "2026-01-01T00:00:00Z",
  planNo: 7,
  state: "closed",
  afterPlanNo: 6,
  fence: 1,
  madeAtMs: 0,
  applyingAtMs: 1,
  closedAtMs: 2,
  counts: { mapping: null, sources: [], places: [], moves: [], scannedBytes: null },
};
export const explanation: MemberExplanation = {
  asOf: "2026-01-01T00:00:00Z",
  invocationId: "i",
  windowHours: 8_760,
  member: {
    customerId: "ann",
    email: null,
    status: "active",
    joinedAt: null,
    tierName: null,
    balance: null,
    tierSince: null,
    tierUntil: null,
    nextTierName: null,
    amountToNextTier: null,
    amountToKeep: null,
    discountPercent: null,
    reasonCode: null,
  },
  entrySums: [],
  entries: [],
  leavingNext: [],
  periods: [],
  desired: [],
  exclusions: new Map(),
};
