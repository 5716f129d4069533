/** A sync's status and one member's rows. */
import type { Place } from "../../domain/place.ts";
import type { Row, Warehouse } from "../../warehouse/warehouse.ts";
import type { Pause } from "../../domain/decision.ts";
import {
  NEVER_SAID_MS,
  type MemberAtPlace,
  type NotSentCount,
  type PlaceStatus,
  type SyncStatus,
  type UnsentClass,
} from "../journal.ts";
import { select } from "./execute.ts";
import { readOp, readOutcome, readPlace, readPlan, readRun, type StoredHead } from "./read-rows.ts";
import { readSaidBefore } from "./read-said-before.ts";
import { booleanOf, integerOf, optionalIntegerOf, optionalTextOf, textOf } from "./row-cells.ts";
import { countHeld } from "./statements/counts.ts";
import { selectPause } from "./statements/decisions.ts";
import { selectFence } from "./statements/leases.ts";
import { selectPlaces } from "./statements/places.ts";
import { selectPlanOf } from "./statements/plans.ts";
import {
  countUnsent,
  selectAcknowledged,
  selectPlanned,
  selectRefused,
  selectSynced,
  selectUnsent,
} from "./statements/reports.ts";
import { selectRun } from "./statements/runs.ts";
import type { Sql } from "./tables.ts";

export async function statusOf(warehouse: Warehouse, sql: Sql, sync: string): Promise<SyncStatus> {
  if (!(await isKnown(warehouse, sql, sync))) return neverRun(sync);
  const [run] = await select(warehouse, selectRun(sql, sync, null));
  const newest = await newestPlan(warehouse, sql, sync);
  const [applied] = await select(warehouse, selectPlanOf(sql, sync, "applied"));
  const places = (await select(warehouse, selectPlaces(sql, sync))).map(readPlace);
  const held = new Map(
    (await select(warehouse, countHeld(sql, sync))).map((row) => [integerOf(row, "place_no"), row] as const),
  );
  return {
    sync,
    paused: await readPause(warehouse, sql, sync),
    lastRun: run === undefined ? null : readRun(run),
    lastPlan: newest?.head ?? null,
    lastAppliedPlan: applied === undefined ? null : readPlan(applied).head,
    places: places.map((place) => placeStatus(place, held.get(place.placeNo))),
    notSent:
      newest === undefined || newest.isDropped ? [] : await readNotSent(warehouse, sql, sync, newest.head.planNo),
  };
}

export function neverRun(sync: string): SyncStatus {
  return { sync, paused: null, lastRun: null, lastPlan: null, lastAppliedPlan: null, places: [], notSent: [] };
}

export async function memberAtPlaces(
  warehouse: Warehouse,
  sql: Sql,
  sync: string,
  memberKey: string,
): Promise<readonly MemberAtPlace[]> {
  if (!(await isKnown(warehouse, sql, sync))) return [];
  const newest = await newestPlan(warehouse, sql, sync);
  const planNo = newest === undefined || newest.isDropped ? undefined : newest.head.planNo;
  const synced = await select(warehouse, selectSynced(sql, sync, memberKey));
  const planned = planNo === undefined ? [] : await select(warehouse, selectPlanned(sql, sync, planNo, memberKey));
  const unsent = planNo === undefined ? [] : await select(warehouse, selectUnsent(sql, sync, planNo, memberKey));
  const rows = [...synced, ...planned, ...unsent];
  const identities = new Set([memberKey, ...rows.map((row) => textOf(row, "identity"))]);
  const refused = await select(warehouse, selectRefused(sql, sync, [...identities]));
  const places = (await select(warehouse, selectPlaces(sql, sync))).map(readPlace);
  return places.flatMap((place) => {
    const atPlace = (all: readonly Row[]): readonly Row[] =>
      all.filter((row) => integerOf(row, "place_no") === place.placeNo);
    const here = { synced: atPlace(synced), planned: atPlace(planned), unsent: atPlace(unsent) };
    return identitiesOf(here, memberKey).flatMap((identity) => {
      const isOfIdentity = (row: Row): boolean => textOf(row, "identity") === identity;
      const said = here.synced.find(isOfIdentity);
      const no = atPlace(refused).find(isOfIdentity);
      const left = here.unsent.filter((row) => isOfIdentity(row) || isSubtracted(row));
      const plan = readPlanned(here.planned.find(isOfIdentity), left);
      if (said === undefined && no === undefined && plan === null) return [];
      return [
        {
          place,
          identity,
          ...readSaid(said),
          refused: no === undefined ? null : readRefused(no),
          planned: plan === null || planNo === undefined ? null : { planNo, ...plan },
        },
      ];
    });
  });
}

/** What was said or planned here; when there is nothing but a reason to subtract the member, that. */
function identitiesOf(
  { synced, planned, unsent }: Readonly<Record<"synced" | "planned" | "unsent", readonly Row[]>>,
  memberKey: string,
): readonly string[] {
  const spoken = [...synced, ...planned, ...unsent.filter((row) => !isSubtracted(row))];
  const identities = new Set((spoken.length === 0 ? unsent : spoken).map((row) => textOf(row, "identity")));
  return identities.size === 0 ? [memberKey] : [...identities].toSorted();
}

/** Why a plan subtracts somebody: said of the member, whatever the identity. */
function isSubtracted(row: Row): boolean {
  const name = textOf(row, "class");
  return name === "suppressed" || name === "held_out";
}

/** Whose contact each record was acknowledged as; records of several members are left out. */
export async function acknowledgedRecords(
  warehouse: Warehouse,
  sql: Sql,
  sync: string,
  recordIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (!(await isKnown(warehouse, sql, sync))) return new Map();
  const rows = await select(warehouse, selectAcknowledged(sql, sync, recordIds));
  return new Map(rows.map((row) => [textOf(row, "record_id"), textOf(row, "member_key")]));
}

async function readPause(warehouse: Warehouse, sql: Sql, sync: string): Promise<Pause | null> {
  const [row] = await select(warehouse, selectPause(sql, sync));
  if (row === undefined || textOf(row, "decision") !== "pause") return null;
  return {
    reason: optionalTextOf(row, "reason"),
    by: textOf(row, "decided_by"),
    sinceMs: integerOf(row, "decided_at_ms"),
  };
}

async function isKnown(warehouse: Warehouse, sql: Sql, sync: string): Promise<boolean> {
  return (await select(warehouse, selectFence(sql, sync))).length > 0;
}

async function newestPlan(warehouse: Warehouse, sql: Sql, sync: string): Promise<StoredHead | undefined> {
  const [row] = await select(warehouse, selectPlanOf(sql, sync, "newest"));
  return row === undefined ? undefined : readPlan(row);
}

function placeStatus(place: Place, held: Row | undefined): PlaceStatus {
  const count = (column: string): number => (held === undefined ? 0 : integerOf(held, column));
  return { place, synced: count("live_count"), unsettled: count("unsettled_count"), kept: count("kept_count") };
}

async function readNotSent(
  warehouse: Warehouse,
  sql: Sql,
  sync: string,
  planNo: number,
): Promise<readonly NotSentCount[]> {
  const saidBefore = await readSaidBefore(warehouse, sql, sync);
  const rows = await select(warehouse, countUnsent(sql, sync, planNo));
  return rows.map((row) => {
    const placeNo = integerOf(row, "place_no");
    const saidAtMs = readSpan(row, saidBefore.get(placeNo) ?? null);
    const reason = textOf(row, "reason");
    return { placeNo, class: readClass(textOf(row, "class")), reason, count: integerOf(row, "row_count"), saidAtMs };
  });
}

/** `untoldMs`: when something may last have been said of the rows that do not tell it themselves. */
function readSpan(row: Row, untoldMs: number | null): NotSentCount["saidAtMs"] {
  const told = [optionalIntegerOf(row, "first_said_at_ms"), optionalIntegerOf(row, "last_said_at_ms")];
  const times = [...told, integerOf(row, "untold_count") > 0 ? untoldMs : null].filter((time) => time !== null);
  return times.length === 0 ? null : { first: Math.min(...times), last: Math.max(...times) };
}

const UNSENT = ["waiting", "suppressed", "held_out"] as const;

function readClass(name: string): NotSentCount["class"] {
  return name === "withheld" ? name : readUnsentClass(name);
}

function readUnsentClass(name: string): UnsentClass {
  return UNSENT.find((known) => known === name) ?? "refused";
}

function readUnsent(row: Row): { readonly class: UnsentClass; readonly reason: string } {
  return { class: readUnsentClass(textOf(row, "class")), reason: textOf(row, "reason") };
}

function readSaid(row: Row | undefined): Pick<MemberAtPlace, "recordId" | "saidOp" | "saidAtMs" | "isSettled"> {
  if (row === undefined) return { recordId: null, saidOp: null, saidAtMs: null, isSettled: null };
  const saidAtMs = integerOf(row, "said_at_ms");
  return {
    recordId: optionalTextOf(row, "record_id"),
    saidOp: readOp(textOf(row, "said_op")),
    saidAtMs: saidAtMs === NEVER_SAID_MS ? null : saidAtMs,
    isSettled: booleanOf(row, "is_settled"),
  };
}

function readRefused(row: Row): NonNullable<MemberAtPlace["refused"]> {
  return {
    reason: textOf(row, "reason"),
    message: optionalTextOf(row, "message"),
    times: integerOf(row, "times"),
    nextRunNo: integerOf(row, "next_run_no"),
  };
}

/** `unsent`: by class. Null when the plan does not speak of the identity. */
function readPlanned(row: Row | undefined, unsent: readonly Row[]): Omit<Planned, "planNo"> | null {
  if (row === undefined && unsent.length === 0) return null;
  const outcome = row === undefined ? null : optionalTextOf(row, "outcome");
  const cause = unsent.find((one) => !isSubtracted(one)) ?? unsent[0];
  const left = cause === undefined ? null : textOf(cause, "reason");
  return {
    op: row === undefined ? null : readOp(textOf(row, "op")),
    reason: (row === undefined ? null : optionalTextOf(row, "reason")) ?? left,
    outcome: outcome === null ? null : readOutcome(outcome),
    unsent: unsent.map(readUnsent),
  };
}

type Planned = NonNullable<MemberAtPlace["planned"]>;
