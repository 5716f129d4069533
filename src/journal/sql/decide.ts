/** Carries out what people decide about places, each in one transaction: the specification is `in-memory/decisions.ts`. */
import { InvariantError } from "../../domain/errors.ts";
import type { Decision } from "../../domain/decision.ts";
import type { Statements } from "../../warehouse/warehouse.ts";
import type { TakingOver } from "../journal.ts";
import { execute, select } from "./execute.ts";
import { leaseLost } from "./make-plan.ts";
import type { Statement } from "./parameters.ts";
import { readPlace, readPlan } from "./read-rows.ts";
import { readSaidBefore } from "./read-said-before.ts";
import { forgetPlace, insertClaimed, insertDecision, releasePlace, type DecisionName } from "./statements/decisions.ts";
import type { Held } from "./statements/guards.ts";
import { deleteKept, insertKept, selectPlaces, takePlace } from "./statements/places.ts";
import { closePlanned, selectPlanOf } from "./statements/plans.ts";
import { advancePosition } from "./statements/state.ts";
import type { Sql } from "./tables.ts";

const BATCH_ROWS = 10_000;

/** Under one lease, at one instant, in one transaction. */
export interface Deciding {
  readonly statements: Statements;
  readonly sql: Sql;
  readonly held: Held;
  readonly nowMs: number;
}

export async function takeOverPlace(
  deciding: Deciding,
  placeNo: number,
  { listId, how, present }: TakingOver,
  decision: Decision,
): Promise<void> {
  const { statements, sql, held, nowMs } = deciding;
  await mustNotApply(deciding);
  const known = (await select(statements, selectPlaces(sql, held.sync))).map(readPlace);
  const place = known.find((one) => one.placeNo === placeNo);
  if (place === undefined) throw unknownPlace(placeNo);
  if (place.takenAtMs !== null)
    throw new InvariantError("place_taken", `Place ${placeNo} was taken already; it can only be released.`);
  await execute(statements, deleteKept(sql, held, placeNo));
  const kept = present.flatMap(({ recordId, identity }) => (identity === null ? [recordId] : []));
  for (const batch of batchesOf(kept)) await execute(statements, insertKept(sql, held, placeNo, batch));
  const taken = { listId, count: present.length, isCreatedByUs: false };
  await mustChange(deciding, takePlace(sql, held, placeNo, taken, nowMs));
  const saidAtMs = (await readSaidBefore(statements, sql, held.sync)).get(placeNo) ?? 0;
  const claimed = present.flatMap(({ recordId, identity }) => (identity === null ? [] : [{ recordId, identity }]));
  for (const batch of batchesOf(claimed)) await execute(statements, insertClaimed(sql, held, placeNo, batch, saidAtMs));
  await conclude(deciding, how === "keep" ? "take_over_keep" : "take_over_claim", placeNo, decision);
}

/** The number of rows forgotten. */
export async function giveUpPlace(deciding: Deciding, placeNo: number, decision: Decision): Promise<number> {
  const { statements, sql, held, nowMs } = deciding;
  await mustNotApply(deciding);
  const known = (await select(statements, selectPlaces(sql, held.sync))).map(readPlace);
  if (!known.some((one) => one.placeNo === placeNo)) throw unknownPlace(placeNo);
  await mustChange(deciding, releasePlace(sql, held, placeNo, nowMs));
  let forgotten: number | undefined;
  for (const statement of forgetPlace(sql, held, placeNo)) {
    const count = await execute(statements, statement);
    forgotten ??= count;
  }
  await conclude(deciding, "release", placeNo, decision);
  return forgotten ?? 0;
}

/** About the sync as a whole; a plan that waits goes on waiting. */
export async function recordDecision(deciding: Deciding, name: DecisionName, decision: Decision): Promise<void> {
  const { statements, sql, held, nowMs } = deciding;
  await mustChange(deciding, insertDecision(sql, held, { name, placeNo: null, ...decision, atMs: nowMs }));
  await execute(statements, advancePosition(sql));
}

/** A waiting plan spoke of the places as they were; an older copy of the state must not undo the decision. */
async function conclude(deciding: Deciding, name: DecisionName, placeNo: number, decision: Decision): Promise<void> {
  const { statements, sql, held, nowMs } = deciding;
  await execute(statements, closePlanned(sql, held, nowMs));
  await mustChange(deciding, insertDecision(sql, held, { name, placeNo, ...decision, atMs: nowMs }));
  await execute(statements, advancePosition(sql));
}

async function mustNotApply({ statements, sql, held }: Deciding): Promise<void> {
  const [open] = await select(statements, selectPlanOf(sql, held.sync, "open"));
  if (open === undefined) return;
  const { planNo, state } = readPlan(open).head;
  if (state === "applying")
    throw new InvariantError("plan_applying", `Plan ${planNo} is being applied; it must be closed first.`);
}

async function mustChange({ statements, held }: Deciding, statement: Statement): Promise<void> {
  if ((await execute(statements, statement)) === 0) throw leaseLost(held.sync);
}

function unknownPlace(placeNo: number): InvariantError {
  return new InvariantError("place_unknown", `Place ${placeNo} is none of this sync's.`);
}

function batchesOf<Value>(values: readonly Value[]): readonly (readonly Value[])[] {
  return Array.from({ length: Math.ceil(values.length / BATCH_ROWS) }, (_, index) =>
    values.slice(index * BATCH_ROWS, (index + 1) * BATCH_ROWS),
  );
}
