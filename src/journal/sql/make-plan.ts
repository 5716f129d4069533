/** Makes a plan: the comparison, what is stored of it, and its counts. */
import { InvariantError, TransientError } from "../../domain/errors.ts";
import {
  nextMapping,
  rowsBefore,
  type Move,
  type PlaceCounts,
  type PlanCounts,
  type PlanHead,
  type PlanMapping,
  type SourceCounts,
} from "../../domain/plan.ts";
import type { Row, Scratch, Statements, Warehouse } from "../../warehouse/warehouse.ts";
import type { PlannedPlace, PlanRequest } from "../journal.ts";
import type { DesiredRelations } from "./desired-relations.ts";
import { dropDraft } from "./drop-expired-plans.ts";
import { deciding, execute, select } from "./execute.ts";
import { readPlan, type StoredHead } from "./read-rows.ts";
import { readSaidBefore } from "./read-said-before.ts";
import { integerOf, optionalTextOf, textOf } from "./row-cells.ts";
import { purgeTombstones } from "./statements/close.ts";
import { comparison } from "./statements/comparison.ts";
import {
  countClasses,
  countHeld,
  countMoves,
  countRemapped,
  countSources,
  countWithoutCall,
} from "./statements/counts.ts";
import { createPlan, createUnsent, indexPlan } from "./statements/create-plan.ts";
import type { Held } from "./statements/guards.ts";
import { createSuppressed } from "./statements/suppressed-addresses.ts";
import { touchLease } from "./statements/leases.ts";
import { findLeftOver } from "./statements/receipts.ts";
import { closePlanned, draftPlan, finishDraft, selectDraft, selectPlan, selectPlanOf } from "./statements/plans.ts";
import { serialise } from "./statements/state.ts";
import type { Sql } from "./tables.ts";

/**
 * Takes a number, compares, stores the rows under that number, and only then says that there is a plan: one statement,
 * under the fence. Whoever dies before leaves a draft, which the next leases clear away.
 */
export async function makePlan(
  warehouse: Warehouse,
  sql: Sql,
  held: Held,
  request: PlanRequest<DesiredRelations>,
  nowMs: number,
): Promise<PlanHead> {
  const planNo = await draft(warehouse, sql, held, request, nowMs);
  try {
    const counts = await warehouse.scratch(async (scratch) => {
      const judged = await judge(scratch, sql, request, nowMs);
      await execute(scratch, createPlan(sql, request, planNo, judged.rows));
      for (const text of indexPlan(sql, request.sync, planNo)) await scratch.run(text);
      await execute(scratch, createUnsent(sql, request, planNo, judged.rows));
      await execute(scratch, createSuppressed(sql, request.sync, planNo, request.desired));
      return countPlan(scratch, sql, request, planNo, judged);
    });
    const finished = [
      ...touchLease(sql, held),
      closePlanned(sql, held, nowMs),
      deciding(finishDraft(sql, held, planNo, counts)),
    ];
    if ((await warehouse.atomically(finished)) === undefined) throw leaseLost(held.sync);
  } catch (error) {
    // What went wrong first is what counts; a draft that stays is cleared away later.
    await dropDraft(warehouse, sql, held.sync, planNo, nowMs).catch(() => undefined);
    throw error;
  }
  const [made] = await select(warehouse, selectPlan(sql, planNo));
  if (made === undefined) throw new InvariantError("plan_unknown", `Plan ${planNo}, just made, is not there.`);
  return readPlan(made).head;
}

async function draft(
  warehouse: Warehouse,
  sql: Sql,
  held: Held,
  request: PlanRequest<DesiredRelations>,
  nowMs: number,
): Promise<number> {
  const drafted = await warehouse.atomically([
    serialise(sql),
    purgeTombstones(sql, held, nowMs - request.coolDownMs),
    deciding(draftPlan(sql, held, request, nowMs)),
  ]);
  if (drafted === undefined) throw leaseLost(held.sync);
  const [row] = await select(warehouse, selectDraft(sql, held));
  if (row === undefined) throw new InvariantError("plan_draft", "A plan just drafted is not there.");
  return integerOf(row, "plan_no");
}

/** The rows of a comparison, under which mapping they were judged, and what their sources hold. */
export interface Judged {
  readonly mapping: PlanMapping;
  readonly sources: readonly SourceCounts[];
  readonly rows: string;
  /** Of the statements that read the models and what was said. */
  readonly scannedBytes: number | null;
}

/** The comparison alone, for a plan that is stored and for one that is only shown. */
export async function judge(
  scratch: Scratch,
  sql: Sql,
  request: PlanRequest<DesiredRelations>,
  nowMs: number,
): Promise<Judged> {
  const [row] = await select(scratch, selectPlanOf(sql, request.sync, "applied"));
  const applied = row === undefined ? undefined : readPlan(row);
  const counting = countSources(sql, request.desired);
  const countedBytes = await scratch.scannedBytes(counting.map(({ statement }) => statement));
  const sources = await readSources(scratch, sql, counting, applied);
  const mapping = nextMapping(applied?.head, request.mappingHash);
  const hasDuplicates = sources.some(({ duplicates, isSuppression }) => duplicates > 0 && !isSuppression);
  const saidBefore = await readSaidBefore(scratch, sql, request.sync);
  const compared = comparison(sql, request, { nowMs, hasDuplicates, saidBefore });
  const comparedBytes = await scratch.scannedBytes([compared]);
  const scannedBytes = countedBytes === null || comparedBytes === null ? null : countedBytes + comparedBytes;
  return { mapping, sources, rows: await scratch.keep("judged", compared), scannedBytes };
}

export function leaseLost(sync: string): TransientError {
  return new TransientError("lease_lost", `Another runner took over the sync ${sync}.`, {
    remedy: "Let the other runner finish, then run again.",
  });
}

/** `planNo`: whose rows are stored by now. */
export async function countPlan(
  statements: Statements,
  sql: Sql,
  request: PlanRequest<DesiredRelations>,
  planNo: number,
  { mapping, sources, rows, scannedBytes }: Judged,
): Promise<PlanCounts> {
  const { sinceMs } = mapping;
  const remapped = sinceMs === 0 ? [] : await select(statements, countRemapped(sql, request.sync, planNo, sinceMs));
  const classes = await select(statements, countClasses(rows));
  const withoutCall = await select(statements, countWithoutCall(sql, request.sync, planNo));
  const heldRows = await select(statements, countHeld(sql, request.sync));
  return {
    mapping,
    sources,
    places: request.places.map((planned) => countPlace(planned, { classes, remapped, withoutCall, heldRows })),
    moves: await readMoves(statements, request, rows),
    scannedBytes,
  };
}

async function readSources(
  statements: Statements,
  sql: Sql,
  counting: ReturnType<typeof countSources>,
  applied: StoredHead | undefined,
): Promise<readonly SourceCounts[]> {
  const before = applied?.head.counts.sources ?? [];
  const isWhole = applied === undefined || (await isSentWhole(statements, sql, applied));
  const counts: SourceCounts[] = [];
  for (const { model, isSuppression, statement } of counting) {
    const [row] = await select(statements, statement);
    const rows = row === undefined ? 0 : integerOf(row, "row_count");
    counts.push({
      model,
      isSuppression,
      rows,
      rowsBefore: rowsBefore(before, { model, isSuppression }, isWhole),
      duplicates: rows - (row === undefined ? 0 : integerOf(row, "key_count")),
      unmatched: row === undefined ? 0 : integerOf(row, "unmatched_count"),
    });
  }
  return counts;
}

/** A plan whose rows were dropped long after it was closed counts as sent. */
async function isSentWhole(statements: Statements, sql: Sql, { head, isDropped }: StoredHead): Promise<boolean> {
  if (isDropped) return true;
  return (await select(statements, findLeftOver(sql, head.sync, head.planNo))).length === 0;
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
async function readMoves(
  statements: Statements,
  { places, identifiedBy }: Pick<PlanRequest<unknown>, "places" | "identifiedBy">,
  judged: string,
): Promise<readonly Move[]> {
  const nameOf = new Map(places.map(({ place }) => [place.placeNo, place.name]));
  const moves = await select(statements, countMoves(judged, identifiedBy));
  return moves
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
