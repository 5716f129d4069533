/** Makes a plan in one transaction: the comparison, what is stored of it, and its counts. */
import { InvariantError, TransientError } from "../../domain/errors.ts";
import {
  nextMapping,
  type Move,
  type PlaceCounts,
  type PlanCounts,
  type PlanHead,
  type PlanMapping,
  type SourceCounts,
} from "../../domain/plan.ts";
import type { Row, Statements } from "../../warehouse/warehouse.ts";
import type { PlannedPlace, PlanRequest } from "../journal.ts";
import type { DesiredRelations } from "./desired-relations.ts";
import { execute, select } from "./execute.ts";
import { readPlan, type StoredHead } from "./read-rows.ts";
import { readSaidBefore } from "./read-said-before.ts";
import { integerOf, optionalTextOf, textOf } from "./row-cells.ts";
import { purgeTombstones } from "./statements/close.ts";
import {
  countClasses,
  countHeld,
  countMoves,
  countRemapped,
  countSources,
  countWithoutCall,
} from "./statements/counts.ts";
import { createComparison } from "./statements/create-comparison.ts";
import { createPlan, createUnsent, dropComparison } from "./statements/create-plan.ts";
import type { Held } from "./statements/guards.ts";
import { findLeftOver } from "./statements/receipts.ts";
import { closePlanned, insertPlan, selectPlanNumbers, selectPlanOf } from "./statements/plans.ts";
import type { Sql } from "./tables.ts";

export async function makePlan(
  statements: Statements,
  sql: Sql,
  held: Held,
  request: PlanRequest<DesiredRelations>,
  nowMs: number,
): Promise<PlanHead> {
  await closeOpenPlan(statements, sql, held, nowMs);
  await execute(statements, purgeTombstones(sql, request.sync, nowMs - request.coolDownMs));
  const [numbers] = await select(statements, selectPlanNumbers(sql, request.sync));
  const planNo = numbers === undefined ? 1 : integerOf(numbers, "next_plan_no");
  const counts = await comparePlan(statements, sql, request, nowMs, { planNo, isStored: true });
  const { sync, runNo, definitionHash, invocationId, asOf } = request;
  const head: PlanHead = {
    planNo,
    sync,
    runNo,
    definitionHash,
    invocationId,
    asOf,
    state: "planned",
    afterPlanNo: numbers === undefined ? 0 : integerOf(numbers, "last_closed_plan_no"),
    fence: held.fence,
    madeAtMs: nowMs,
    applyingAtMs: null,
    closedAtMs: null,
    counts,
  };
  if ((await execute(statements, insertPlan(sql, held, head, request.properties))) !== 1) throw leaseLost(sync);
  return head;
}

/**
 * The comparison alone, for a plan that is stored and for one that is only shown: makes the table of its rows (and of
 * those that are not sent, when it is stored), and counts it.
 */
export async function comparePlan(
  statements: Statements,
  sql: Sql,
  request: PlanRequest<DesiredRelations>,
  nowMs: number,
  plan: { readonly planNo: number; readonly isStored: boolean },
): Promise<PlanCounts> {
  const [row] = await select(statements, selectPlanOf(sql, request.sync, "applied"));
  const applied = row === undefined ? undefined : readPlan(row);
  const sources = await readSources(statements, sql, request, applied);
  const mapping = nextMapping(applied?.head, request.mappingHash);
  const hasDuplicates = sources.some(({ duplicates, isSuppression }) => duplicates > 0 && !isSuppression);
  const saidBefore = await readSaidBefore(statements, sql, request.sync);
  await execute(statements, createComparison(sql, request, { nowMs, hasDuplicates, saidBefore }));
  await execute(statements, createPlan(sql, request, plan));
  if (plan.isStored) await execute(statements, createUnsent(sql, request.sync, plan.planNo));
  const counts = { mapping, sources, ...(await countPlan(statements, sql, request, plan.planNo, mapping)) };
  await execute(statements, dropComparison());
  return counts;
}

export function leaseLost(sync: string): TransientError {
  return new TransientError("lease_lost", `Another runner took over the sync ${sync}.`, {
    remedy: "Let the other runner finish, then run again.",
  });
}

async function closeOpenPlan(statements: Statements, sql: Sql, held: Held, nowMs: number): Promise<void> {
  const [open] = await select(statements, selectPlanOf(sql, held.sync, "open"));
  if (open === undefined) return;
  const { planNo, state } = readPlan(open).head;
  if (state === "applying")
    throw new InvariantError("plan_applying", `Plan ${planNo} is being applied; it must be closed first.`);
  await execute(statements, closePlanned(sql, held, nowMs));
}

async function countPlan(
  statements: Statements,
  sql: Sql,
  request: PlanRequest<DesiredRelations>,
  planNo: number,
  { sinceMs }: PlanMapping,
): Promise<Omit<PlanCounts, "sources" | "mapping">> {
  const remapped = sinceMs === 0 ? [] : await select(statements, countRemapped(sql, request.sync, planNo, sinceMs));
  const classes = await select(statements, countClasses());
  const withoutCall = await select(statements, countWithoutCall(sql, request.sync, planNo));
  const heldRows = await select(statements, countHeld(sql, request.sync));
  return {
    places: request.places.map((planned) => countPlace(planned, { classes, remapped, withoutCall, heldRows })),
    moves: await readMoves(statements, request.places),
  };
}

async function readSources(
  statements: Statements,
  sql: Sql,
  { desired }: PlanRequest<DesiredRelations>,
  applied: StoredHead | undefined,
): Promise<readonly SourceCounts[]> {
  const before = applied === undefined ? [] : await readBefore(statements, sql, applied);
  const counts: SourceCounts[] = [];
  for (const { model, isSuppression, statement } of countSources(sql, desired)) {
    const [row] = await select(statements, statement);
    const rows = row === undefined ? 0 : integerOf(row, "row_count");
    counts.push({
      model,
      isSuppression,
      rows,
      rowsBefore: before.find((source) => source.model === model)?.rows ?? null,
      duplicates: rows - (row === undefined ? 0 : integerOf(row, "key_count")),
    });
  }
  return counts;
}

/**
 * What sources are compared with: the last applied plan's. Of a plan that was sent in part only, what it was compared
 * with itself: its permission ended with its run, so what it left over is asked for anew.
 */
async function readBefore(
  statements: Statements,
  sql: Sql,
  { head, isDropped }: StoredHead,
): Promise<readonly { readonly model: string; readonly rows: number }[]> {
  const [left] = isDropped ? [] : await select(statements, findLeftOver(sql, head.sync, head.planNo));
  return head.counts.sources.map(({ model, rows, rowsBefore }) => ({
    model,
    rows: left === undefined ? rows : (rowsBefore ?? rows),
  }));
}

function countPlace(
  { place, isInFile, countAtDestination }: PlannedPlace,
  {
    classes,
    remapped,
    withoutCall,
    heldRows,
  }: Readonly<Record<"classes" | "remapped" | "withoutCall" | "heldRows", readonly Row[]>>,
): PlaceCounts {
  const isHere = (row: Row): boolean => integerOf(row, "place_no") === place.placeNo;
  const here = classes.filter(isHere);
  const of = (name: string, column = "row_count"): number =>
    sum(
      here.filter((row) => textOf(row, "class") === name),
      column,
    );
  const byReason = (name: string): Readonly<Record<string, number>> =>
    Object.fromEntries(
      here
        .filter((row) => textOf(row, "class") === name)
        .map((row) => [optionalTextOf(row, "reason") ?? "", integerOf(row, "row_count")]),
    );
  const held = heldRows.filter(isHere);
  return {
    placeNo: place.placeNo,
    kind: place.kind,
    name: place.name,
    listId: place.listId,
    isInFile,
    desired: sum(here, "desired_count"),
    synced: sum(held, "live_count"),
    unsettled: sum(held, "unsettled_count"),
    enter: of("enter"),
    enterUnsettled: of("enter", "unsettled_count"),
    enterUnknown: of("enter", "unknown_count"),
    update: of("update"),
    updateRemapped: sum(remapped.filter(isHere), "row_count"),
    leave: of("leave"),
    leaveWithoutCall: sum(withoutCall.filter(isHere), "row_count"),
    unchanged: of("unchanged"),
    waiting: of("waiting"),
    refused: of("refused"),
    refusedBy: byReason("refused"),
    suppressed: of("suppressed"),
    suppressedBy: byReason("suppressed"),
    heldOut: of("held_out"),
    kept: sum(held, "kept_count"),
    keptSynced: sum(held, "kept_live_count"),
    countAtDestination,
  };
}

function sum(rows: readonly Row[], column: string): number {
  return rows.reduce((total, row) => total + integerOf(row, column), 0);
}

/** By the names of the lists. */
async function readMoves(statements: Statements, places: readonly PlannedPlace[]): Promise<readonly Move[]> {
  const nameOf = new Map(places.map(({ place }) => [place.placeNo, place.name]));
  const rows = await select(statements, countMoves());
  return rows
    .map((row) => ({
      from: nameOf.get(integerOf(row, "from_place_no")) ?? "",
      to: nameOf.get(integerOf(row, "to_place_no")) ?? "",
      count: integerOf(row, "row_count"),
    }))
    .toSorted((a, b) => compareText(a.from, b.from) || compareText(a.to, b.to));
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
