/** Every statement of the SQL journal in one dialect, in an order in which all of them run. */
import type { PlanCounts } from "../../src/domain/plan.ts";
import type { Receipt } from "../../src/domain/receipt.ts";
import type { PlanRequest } from "../../src/journal/journal.ts";
import { createStateTables, createSyncTables, emptySyncTables } from "../../src/journal/sql/create-tables.ts";
import type { DesiredRelations } from "../../src/journal/sql/desired-relations.ts";
import type { Statement } from "../../src/journal/sql/parameters.ts";
import * as audiences from "../../src/journal/sql/statements/audiences.ts";
import * as builds from "../../src/journal/sql/statements/builds.ts";
import * as close from "../../src/journal/sql/statements/close.ts";
import * as comparisons from "../../src/journal/sql/statements/comparison.ts";
import * as counts from "../../src/journal/sql/statements/counts.ts";
import * as createPlan from "../../src/journal/sql/statements/create-plan.ts";
import * as decisions from "../../src/journal/sql/statements/decisions.ts";
import * as deliveries from "../../src/journal/sql/statements/deliveries.ts";
import * as episodes from "../../src/journal/sql/statements/episodes.ts";
import * as excludeMember from "../../src/journal/sql/statements/exclude-member.ts";
import * as leases from "../../src/journal/sql/statements/leases.ts";
import * as memberReceipts from "../../src/journal/sql/statements/member-receipts.ts";
import * as places from "../../src/journal/sql/statements/places.ts";
import * as plans from "../../src/journal/sql/statements/plans.ts";
import * as receipts from "../../src/journal/sql/statements/receipts.ts";
import * as recognise from "../../src/journal/sql/statements/recognise.ts";
import * as reports from "../../src/journal/sql/statements/reports.ts";
import * as runs from "../../src/journal/sql/statements/runs.ts";
import * as changes from "../../src/journal/sql/statements/select-changes.ts";
import * as states from "../../src/journal/sql/statements/state.ts";
import { CONTACT_HASHES } from "../../src/journal/sql/statements/member-columns.ts";
import * as suppressed from "../../src/journal/sql/statements/suppressed-addresses.ts";
import * as planRows from "../../src/journal/sql/statements/select-plan-rows.ts";
import { contacts, golden, planned } from "./statements-places.ts";
import type { Dialect } from "../../src/warehouse/dialect.ts";
import { stateTables } from "../../src/journal/sql/tables.ts";

const SYNC = "gold";
const held = { sync: SYNC, fence: 1 };
const present = [{ recordId: "r1", identity: null, address: "ann@example.com", acknowledgedAs: null }];
/** What dbt made, as each dialect quotes it. */
const relationIn = (dialect: Dialect, model: string): string =>
  ["warehouse", "main", model].map((name) => dialect.quote(name)).join(".");
const requestIn = (dialect: Dialect): PlanRequest<DesiredRelations> => ({
  sync: SYNC,
  runNo: 1,
  definitionHash: "definition",
  invocationId: "build",
  asOf: "2026-01-01T00:00:00Z",
  places: planned,
  coolDownMs: 900_000,
  onLeave: "clear",
  identifiedBy: "member",
  properties: ["loyalty_tier", "loyalty_balance"],
  mappingHash: "mapping",
  desired: {
    members: {
      model: "aud_members",
      relation: relationIn(dialect, "aud_members"),
      key: "customer_id",
      email: "email",
      reason: "reason_code",
      consent: null,
      properties: [
        {
          type: "enumeration",
          format: null,
          column: { name: "tier_name", type: "text", scale: null, engineType: "VARCHAR" },
        },
        {
          type: "number",
          format: "floor2",
          column: { name: "balance", type: "decimal", scale: 4, engineType: "DECIMAL(18,4)" },
        },
      ],
    },
    suppress: null,
    audiences: [
      {
        model: "aud_tier",
        relation: relationIn(dialect, "aud_tier"),
        holdout: null,
        key: "customer_id",
        audience: "audience",
      },
    ],
  },
});
/** The same with all that subtracts from desired. */
const excludingIn = (dialect: Dialect, request: PlanRequest<DesiredRelations>): PlanRequest<DesiredRelations> => ({
  ...request,
  desired: {
    members: { ...request.desired.members, consent: "email_consent" },
    suppress: {
      model: "aud_suppressed",
      relation: relationIn(dialect, "aud_suppressed"),
      key: "customer_id",
      email: "email",
    },
    audiences: request.desired.audiences.map((each) => ({ ...each, holdout: { buckets: 200, seed: "aud_tier" } })),
  },
});
const noCounts: PlanCounts = { mapping: null, sources: [], places: [], moves: [], scannedBytes: null };
const receipt: Receipt = {
  ordinal: 1,
  outcome: "accepted",
  reason: null,
  message: null,
  recordId: "r1",
  ticket: null,
};
const appending = { held, planNo: 1, nowMs: 2_000 };
const closing = { held, planNo: 1, runNo: 1, sentAtMsMax: 3_000 };
const facts = { nowMs: 1_000, hasDuplicates: false, saidBefore: new Map([[2, 100]]) };
const decision = { reason: "a test", by: "ann" };
const planTable = { sync: SYNC, planNo: 1, propertyCount: 2 };
const plain = (texts: readonly string[]): readonly Statement[] => texts.map((text) => ({ text, parameters: [] }));

/** `keptAs`: a query whose rows those below it ask for under this name. */
export type Golden = Statement & { readonly keptAs?: string };

/** By the builder's name; each runs after those above it. */
export function journalStatements(dialect: Dialect): Readonly<Record<string, Golden | readonly Golden[]>> {
  const sql = { dialect, tables: stateTables(dialect, "tierline"), hashes: CONTACT_HASHES };
  const request = requestIn(dialect);
  const excluding = excludingIn(dialect, request);
  const byAddress = { ...request, identifiedBy: "address" } as const;
  const built = ["warehouse", "main"].map((name) => dialect.quote(name)).join(".");
  return {
    createStateTables: plain(createStateTables(sql)),
    createSyncTables: plain(createSyncTables(sql, SYNC)),
    insertState: states.insertState(sql, { schemaVersion: 3, stateId: "state", target: "dev", begunAnewAtMs: null }),
    selectSchemaVersion: states.selectSchemaVersion(sql),
    setSchemaVersion: states.setSchemaVersion(sql, 3),
    adoptTarget: states.adoptTarget(sql, "dev"),
    selectState: states.selectState(sql),
    insertLease: leases.insertLease(sql, SYNC),
    takeLease: [
      leases.takeLease(sql, { sync: SYNC, holder: "holder", nowMs: 1_000, leaseMs: 60 }),
      leases.takeLease(sql, { sync: SYNC, holder: "another", nowMs: 1_001, leaseMs: null }),
    ],
    renewLease: leases.renewLease(sql, { ...held, holder: "holder" }, 1_060),
    selectFence: leases.selectFence(sql, SYNC),
    selectSyncs: leases.selectSyncs(sql),
    beginRun: runs.beginRun(sql, held, null, 1_000),
    selectRun: runs.selectRun(sql, SYNC, null),
    selectRuns: runs.selectRuns(sql, SYNC, 20),
    renewPlace: places.renewPlace(sql, held, contacts),
    insertPlace: places.insertPlace(sql, held, contacts, "account"),
    selectPlaces: places.selectPlaces(sql, SYNC),
    deleteKept: places.deleteKept(sql, held, 1),
    insertKept: places.insertKept(sql, held, 1, ["r1", "r2"]),
    selectKept: places.selectKept(sql, 1, ["r1", "r2"]),
    takePlace: places.takePlace(sql, held, 1, { listId: null, count: 0, isCreatedByUs: false }, 1_000),
    emptySyncTables: Object.values(emptySyncTables(sql)),
    noClaims: { ...decisions.noClaims(sql), keptAs: "claims" },
    addClaims: decisions.addClaims(sql, "claims", [{ recordId: "r9", identity: "zoe", memberKey: "zoe" }]),
    forgetClaimed: decisions.forgetClaimed(sql, held, 9, "claims"),
    insertClaimed: decisions.insertClaimed(sql, held, 9, "claims"),
    insertBeginning: decisions.insertBeginning(sql, { ...decision, atMs: 500 }),
    insertDecision: decisions.insertDecision(sql, held, { name: "pause", placeNo: null, ...decision, atMs: 1_000 }),
    selectEpisodes: episodes.selectEpisodes(sql),
    insertEpisode: episodes.insertEpisode(sql, { sync: SYNC, kind: "run_failed", sinceMs: 1_000 }),
    deleteEpisode: episodes.deleteEpisode(sql, { sync: null, kind: "stale", sinceMs: 1_000 }),
    selectDelivery: deliveries.selectDelivery(sql, "digest"),
    insertDeliveries: deliveries.insertDeliveries(sql),
    claimDelivery: deliveries.claimDelivery(sql, "digest", null, 1_000),
    selectPause: decisions.selectPause(sql, SYNC),
    selectSaidBefore: decisions.selectSaidBefore(sql, SYNC),
    releasePlace: decisions.releasePlace(sql, held, 9, 1_000),
    forgetPlace: decisions.forgetPlace(sql, held, 9),
    selectNewestBuild: builds.selectNewestBuild(sql, built, ["aud_members", "aud_tier"]),
    selectBuildNodes: builds.selectBuildNodes(sql, built, "build", ["aud_members", "aud_tier"]),
    recogniseContacts: [request, excluding].map(({ desired }) =>
      recognise.recogniseContacts(sql, desired.members, { desired, ...golden }, present),
    ),
    excludeMember: excludeMember.excludeMember(sql, excluding.desired, "ann"),
    selectPlanOf: (["open", "applied", "newest"] as const).map((which) => plans.selectPlanOf(sql, SYNC, which)),
    closePlanned: plans.closePlanned(sql, held, 1_000),
    serialise: states.serialise(sql),
    draftPlan: plans.draftPlan(sql, held, request, 1_000),
    selectDraft: plans.selectDraft(sql, held),
    remembered: { text: `select * from ${close.remembered(sql, SYNC, 100)} as said`, parameters: [] },
    purgeTombstones: close.purgeTombstones(sql, held, 100),
    distinctComparison: comparisons.comparison(sql, request, { ...facts, hasDuplicates: true }),
    excludingComparison: comparisons.comparison(sql, excluding, { ...facts, hasDuplicates: true }),
    comparison: { ...comparisons.comparison(sql, request, facts), keptAs: "judged" },
    plannedRows: createPlan.plannedRows(sql, request, "judged"),
    addressComparison: { ...comparisons.comparison(sql, byAddress, facts), keptAs: "judged_by_address" },
    addressPlannedRows: createPlan.plannedRows(sql, byAddress, "judged_by_address"),
    addressUnsent: createPlan.createUnsent(sql, byAddress, 3, "judged_by_address"),
    addressMoves: counts.countMoves("judged_by_address", "address"),
    createPlan: [createPlan.createPlan(sql, request, 1, "judged"), ...plain(createPlan.indexPlan(sql, SYNC, 1))],
    createUnsent: createPlan.createUnsent(sql, request, 1, "judged"),
    createSuppressed: [
      suppressed.createSuppressed(sql, SYNC, 1, excluding.desired),
      suppressed.createSuppressed(sql, SYNC, 2, request.desired),
    ],
    selectSuppressed: suppressed.selectSuppressed(sql, SYNC, 1, ["ann@example.com"]),
    countSources: counts.countSources(sql, excluding.desired).map(({ statement }) => statement),
    countClasses: counts.countClasses("judged"),
    countRemapped: [null, 1_000].map((sinceMs) => counts.countRemapped(sql, SYNC, 1, sinceMs)),
    countWithoutCall: counts.countWithoutCall(sql, SYNC, 1),
    countHeld: counts.countHeld(sql, SYNC),
    countMoves: counts.countMoves("judged", "member"),
    finishDraft: plans.finishDraft(sql, held, 1, noCounts),
    selectLastClosed: plans.selectLastClosed(sql, SYNC),
    selectPlan: plans.selectPlan(sql, 1),
    announcePlan: plans.announcePlan(sql, held, 1, request, 2_000),
    advancePosition: states.advancePosition(sql),
    selectWaveEnd: changes.selectWaveEnd(sql, SYNC, 1, 1),
    settleUnready: receipts.settleUnready(sql, appending, 2),
    selectPredecessors: changes.selectPredecessors(sql, planTable, { after: 0, until: 10_000 }),
    selectChanges: changes.selectChanges(sql, planTable, { wave: 1, after: 0, until: 10_000 }, { first: 1, last: 9 }),
    selectIsApplying: receipts.selectIsApplying(sql, held, 1),
    countCalled: receipts.countCalled(sql, appending, [1]),
    findLeftOver: receipts.findLeftOver(sql, held.sync, 1),
    appendReceipts: receipts.appendReceipts(sql, appending, [receipt]),
    withholdBeyond: receipts.withholdBeyond(sql, appending, 100),
    withholdRest: receipts.withholdRest(sql, appending, "not_sent"),
    selectPlans: plans.selectPlans(sql, 20),
    selectPlanRows: [
      planRows.selectPlanRows(sql, planTable, { placeNo: 1, op: "enter", limit: 20 }),
      planRows.selectPlanRows(sql, planTable, { move: { fromPlaceNo: 2, toPlaceNo: 3 }, limit: 2 }),
    ],
    selectPlanPage: planRows.selectPlanPage(sql, planTable, { after: 0, until: 10_000 }, { first: 1, last: 9 }),
    countUnsent: reports.countUnsent(sql, SYNC, 1),
    selectSynced: reports.selectSynced(sql, SYNC, "ann"),
    selectAcknowledged: reports.selectAcknowledged(sql, SYNC, ["r1"]),
    selectRefused: reports.selectRefused(sql, SYNC, ["ann"]),
    selectPlanned: reports.selectPlanned(sql, SYNC, 1, "ann"),
    selectUnsent: reports.selectUnsent(sql, SYNC, 1, "ann"),
    selectAnsweredPlans: memberReceipts.selectAnsweredPlans(sql, SYNC),
    selectMemberReceipts: memberReceipts.selectMemberReceipts(sql, SYNC, [1, 1], "ann", 50),
    foldRefused: close.foldRefused(sql, closing),
    foldSynced: close.foldSynced(sql, closing),
    recordOutcomes: close.recordOutcomes(sql, closing, 3_000),
    selectDeliveries: audiences.selectDeliveries(sql, 1_000),
    selectAccepted: audiences.selectAccepted(sql, 7),
    selectLastDelivered: audiences.selectLastDelivered(sql),
    selectExports: audiences.selectExports(sql, SYNC),
    countFunnels: [
      audiences.countFunnels(
        sql,
        request.desired,
        planned.map(({ place }) => place),
        sql.tables.synced(SYNC),
      ),
      audiences.countFunnels(
        sql,
        excluding.desired,
        planned.map(({ place }) => place),
        null,
      ),
    ],
    selectSendable: [request, excluding].map(({ desired }) =>
      audiences.selectSendable(sql, desired, { model: "aud_tier", audience: "Golden" }),
    ),
    selectNamed: audiences.selectNamed(sql, excluding.desired, { model: "aud_tier", audience: "Golden" }),
    selectStandings: audiences.selectStandings(sql, excluding.desired, "aud_tier", ["ann"]),
    selectPlanAsOf: plans.selectPlanAsOf(sql, SYNC, "2026-01-01T00:00:00Z"),
    closePlan: plans.closePlan(sql, held, 1, 3_000),
    countOutcomes: close.countOutcomes(sql, SYNC, 1),
    finishRun: runs.finishRun(sql, held, 1, { asOf: null, exitCode: 0 }, 3_000),
    closeOverAge: plans.closeOverAge(sql, held, 4_000),
    selectForgottenSyncs: plans.selectForgottenSyncs(sql, SYNC, 4_000),
    selectExpiredPlans: plans.selectExpiredPlans(sql, SYNC, 4_000, 20),
    abandonDraft: plans.abandonDraft(sql, 2),
    abandonDrafts: plans.abandonDrafts(sql, held, 1_000),
    dropPlanTables: plain(plans.dropPlanTables(sql, SYNC, 1)),
    forgetPlanRows: plans.forgetPlanRows(sql, 1, 4_000),
    endLease: leases.endLease(sql, held),
  };
}

/** Where the builders are. */
export const builderModules = [
  audiences,
  builds,
  close,
  counts,
  decisions,
  excludeMember,
  suppressed,
  recognise,
  comparisons,
  createPlan,
  leases,
  memberReceipts,
  places,
  plans,
  receipts,
  reports,
  runs,
  changes,
  states,
  planRows,
];
