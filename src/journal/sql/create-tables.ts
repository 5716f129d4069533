/**
 * The tables of the state at the newest version of its schema; `migrations/` brings older ones to it.
 * Plain columns and no unique indexes: every statement keeps its keys unique by itself.
 */
import type { ColumnType, Dialect } from "../../warehouse/dialect.ts";
import type { Statement } from "./parameters.ts";
import type { Sql } from "./tables.ts";

type Columns = Readonly<Record<string, ColumnType>>;

export const SCHEMA_VERSION = 3;

export function createStateTables({ dialect, tables }: Sql): readonly string[] {
  const { text, bigint, boolean, json } = dialect.types;
  return [
    `create table if not exists ${tables.state} (schema_version ${bigint}, state_id ${text}, position ${bigint}, target ${text}, begun_anew_at_ms ${bigint})`,
    `create table if not exists ${tables.leases} (sync ${text}, fence ${bigint}, holder ${text}, expires_at_ms ${bigint})`,
    `create table if not exists ${tables.runs} (sync ${text}, run_no ${bigint}, started_at_ms ${bigint}, finished_at_ms ${bigint}, as_of ${text}, exit_code ${bigint}, allowance ${json})`,
    `create table if not exists ${tables.plans} (plan_no ${bigint}, sync ${text}, run_no ${bigint}, state ${text}, definition_hash ${text}, invocation_id ${text}, as_of ${text}, after_plan_no ${bigint}, fence ${bigint}, made_at_ms ${bigint}, applying_at_ms ${bigint}, closed_at_ms ${bigint}, dropped_at_ms ${bigint}, properties ${json}, counts ${json})`,
    `create table if not exists ${tables.places} (place_no ${bigint}, sync ${text}, kind ${text}, account_id ${text}, list_id ${text}, name ${text}, model ${text}, audience ${text}, is_created_by_us ${boolean}, taken_at_ms ${bigint}, released_at_ms ${bigint}, last_said_at_ms ${bigint})`,
    `create table if not exists ${tables.kept} (place_no ${bigint}, record_id ${text})`,
    `create table if not exists ${tables.receipts} (plan_no ${bigint}, ordinal ${bigint}, outcome ${text}, reason ${text}, message ${text}, record_id ${text}, ticket ${text}, fence ${bigint}, at_ms ${bigint})`,
    `create table if not exists ${tables.decisions} (decision_no ${bigint}, sync ${text}, place_no ${bigint}, decision ${text}, reason ${text}, decided_by ${text}, decided_at_ms ${bigint})`,
    // Each batch of answers looks whether a row has one already.
    ...dialect.index(tables.receipts, "receipts_by_row", ["plan_no", "ordinal"]),
  ];
}

const SYNCED: Columns = {
  place_no: "bigint",
  identity: "text",
  member_key: "text",
  record_id: "text",
  said_op: "text",
  said_hash: "text",
  hash_version: "bigint",
  address_hash: "text",
  said_at_ms: "bigint",
  is_settled: "boolean",
};

const REFUSED: Columns = {
  place_no: "bigint",
  identity: "text",
  op: "text",
  said_hash: "text",
  reason: "text",
  message: "text",
  times: "bigint",
  next_run_no: "bigint",
  hash_version: "bigint",
};

/** The tables of one sync, made with its first lease. */
export function createSyncTables({ dialect, tables }: Sql, sync: string): readonly string[] {
  return [
    `create table if not exists ${tables.synced(sync)} (${columnList(dialect, SYNCED)})`,
    `create table if not exists ${tables.refused(sync)} (${columnList(dialect, REFUSED)})`,
  ];
}

/** What the tables of a sync hold before its first lease. */
export function emptySyncTables({ dialect }: Sql): { readonly synced: Statement; readonly refused: Statement } {
  return { synced: noRows(dialect, SYNCED), refused: noRows(dialect, REFUSED) };
}

/** A query of these columns and no row. */
export function noRows({ types }: Dialect, columns: Columns): Statement {
  const items = Object.entries(columns).map(([name, type]) => `cast(null as ${types[type]}) as ${name}`);
  return { text: `select ${items.join(", ")}\nfrom (select 1 as one) as nothing\nwhere one = 0`, parameters: [] };
}

function columnList({ types }: Dialect, columns: Columns): string {
  return Object.entries(columns)
    .map(([name, type]) => `${name} ${types[type]}`)
    .join(", ");
}
