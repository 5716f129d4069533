/** Carries out what people decide about places, each at once: the specification is `in-memory/decisions.ts`. */
import { InvariantError } from "../../domain/errors.ts";
import type { Decision } from "../../domain/decision.ts";
import type { Place } from "../../domain/place.ts";
import type { Atomic, Step, Warehouse } from "../../warehouse/warehouse.ts";
import type { TakingOver } from "../taking-over.ts";
import { deciding, execute, select } from "./execute.ts";
import { leaseLost } from "./make-plan.ts";
import { readPlace, readPlan } from "./read-rows.ts";
import {
  addClaims,
  forgetPlace,
  forgetClaimed,
  insertClaimed,
  insertDecision,
  noClaims,
  releasePlace,
  type DecisionName,
} from "./statements/decisions.ts";
import type { Held } from "./statements/guards.ts";
import { touchLease } from "./statements/leases.ts";
import { deleteKept, insertKept, selectPlaces, takePlace } from "./statements/places.ts";
import { closePlanned, selectPlanOf } from "./statements/plans.ts";
import { advancePosition } from "./statements/state.ts";
import type { Sql } from "./tables.ts";

const BATCH_ROWS = 10_000;

/** Under one lease, at one instant. */
export interface Deciding {
  readonly warehouse: Warehouse;
  readonly sql: Sql;
  readonly held: Held;
  readonly nowMs: number;
}

/**
 * The kept are written first and in batches: rows of a place that is not taken count for nothing, and the next try writes
 * them anew. The claimed would count, so they come in the step that takes the place.
 */
export async function takeOverPlace(
  under: Deciding,
  placeNo: number,
  taking: TakingOver,
  decision: Decision,
): Promise<void> {
  const { warehouse, sql, held, nowMs } = under;
  await mustNotApply(under);
  if ((await ownedPlace(under, placeNo)).takenAtMs !== null)
    throw new InvariantError("place_taken", `Place ${placeNo} was taken already; it can only be released.`);
  const { listId, present } = taking;
  const kept = present.flatMap(({ recordId, claimed: claim }) => (claim === null ? [recordId] : []));
  const claimed = present.flatMap(({ recordId, claimed: claim }) => (claim === null ? [] : [{ recordId, ...claim }]));
  await execute(warehouse, deleteKept(sql, held, placeNo));
  for (const batch of batchesOf(kept)) await execute(warehouse, insertKept(sql, held, placeNo, batch));
  const taken = takePlace(sql, held, placeNo, { listId, count: present.length, isCreatedByUs: false }, nowMs);
  const name = taking.how === "keep" ? "take_over_keep" : "take_over_claim";
  await warehouse.scratch(async (scratch) => {
    const claims = await scratch.keep("claims", noClaims(sql));
    for (const batch of batchesOf(claimed)) await execute(scratch, addClaims(sql, claims, batch));
    const claim = [forgetClaimed(sql, held, placeNo, claims), insertClaimed(sql, held, placeNo, claims)];
    const steps = [deciding(taken), ...claim];
    await conclude(under, scratch, steps, { name, placeNo, ...decision });
  });
}

/** The number of rows forgotten. */
export async function giveUpPlace(under: Deciding, placeNo: number, decision: Decision): Promise<number> {
  const { warehouse, sql, held, nowMs } = under;
  await mustNotApply(under);
  await ownedPlace(under, placeNo);
  const steps = [deciding(releasePlace(sql, held, placeNo, nowMs)), ...forgetPlace(sql, held, placeNo)];
  const [, forgotten = 0] = await conclude(under, warehouse, steps, { name: "release", placeNo, ...decision });
  return forgotten;
}

/** About the sync as a whole; a plan that waits goes on waiting. */
export async function recordDecision(under: Deciding, name: DecisionName, decision: Decision): Promise<void> {
  await decide(under, under.warehouse, [], { name, placeNo: null, ...decision });
}

/** People of an audience left as a file. */
export async function recordExport(
  under: Deciding,
  placeNo: number | null,
  rows: number,
  decision: Decision,
): Promise<void> {
  await decide(under, under.warehouse, [], { name: "export", placeNo, rows, ...decision });
}

interface Named extends Decision {
  readonly name: DecisionName;
  readonly placeNo: number | null;
  readonly rows?: number;
}

/** A waiting plan spoke of the places as they were, so it ends. */
function conclude(
  under: Deciding,
  atomic: Atomic,
  steps: readonly Step[],
  decision: Named,
): Promise<readonly number[]> {
  return decide(under, atomic, [...steps, closePlanned(under.sql, under.held, under.nowMs)], decision);
}

/** The rows that each of the steps changed. An older copy of the state must not undo a decision: the position moves on. */
async function decide(
  { sql, held, nowMs }: Deciding,
  atomic: Atomic,
  steps: readonly Step[],
  decision: Named,
): Promise<readonly number[]> {
  const recorded = deciding(insertDecision(sql, held, { ...decision, atMs: nowMs }));
  const changed = await atomic.atomically([advancePosition(sql), ...steps, recorded, ...touchLease(sql, held)]);
  if (changed === undefined) throw leaseLost(held.sync);
  return changed.slice(1);
}

export async function mustNotApply({ warehouse, sql, held }: Omit<Deciding, "nowMs">): Promise<void> {
  const [open] = await select(warehouse, selectPlanOf(sql, held.sync, "open"));
  if (open === undefined) return;
  const { planNo, state } = readPlan(open).head;
  if (state === "applying")
    throw new InvariantError("plan_applying", `Plan ${planNo} is being applied; it must be closed first.`);
}

async function ownedPlace({ warehouse, sql, held }: Deciding, placeNo: number): Promise<Place> {
  const known = (await select(warehouse, selectPlaces(sql, held.sync))).map(readPlace);
  const place = known.find((one) => one.placeNo === placeNo);
  if (place !== undefined) return place;
  throw new InvariantError("place_unknown", `Place ${placeNo} is none of this sync's.`);
}

function batchesOf<Value>(values: readonly Value[]): readonly (readonly Value[])[] {
  return Array.from({ length: Math.ceil(values.length / BATCH_ROWS) }, (_, index) =>
    values.slice(index * BATCH_ROWS, (index + 1) * BATCH_ROWS),
  );
}
