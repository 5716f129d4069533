/**
 * The tables of the state at the newest version of its schema; `migrations/` brings older ones to it.
 * Plain columns and no unique indexes: every statement keeps its keys unique by itself.
 */
import type { ColumnType, Dialect } from "../../warehouse/dialect.ts";
import { noRows } from "../../warehouse/no-rows.ts";
import type { Statement } from "./parameters.ts";
import { insertDeliveries } from "./statements/deliveries.ts";
import type { Sql, Tables } from "./tables.ts";

type Columns = Readonly<Record<string, ColumnType>>;

export const SCHEMA_VERSION = 6;

/** The tables of every sync together. */
const STATE = {
  state: { schema_version: "bigint", state_id: "text", position: "bigint", target: "text", begun_anew_at_ms: "bigint" },
  leases: { sync: "text", fence: "bigint", holder: "text", expires_at_ms: "bigint" },
  runs: {
    sync: "text",
    run_no: "bigint",
    started_at_ms: "bigint",
    finished_at_ms: "bigint",
    as_of: "text",
    exit_code: "bigint",
    allowance: "json",
  },
  plans: {
    plan_no: "bigint",
    sync: "text",
    run_no: "bigint",
    state: "text",
    definition_hash: "text",
    invocation_id: "text",
    as_of: "text",
    after_plan_no: "bigint",
    fence: "bigint",
    made_at_ms: "bigint",
    applying_at_ms: "bigint",
    closed_at_ms: "bigint",
    dropped_at_ms: "bigint",
    properties: "json",
    counts: "json",
  },
  places: {
    place_no: "bigint",
    sync: "text",
    kind: "text",
    account_id: "text",
    list_id: "text",
    name: "text",
    model: "text",
    audience: "text",
    is_created_by_us: "boolean",
    taken_at_ms: "bigint",
    released_at_ms: "bigint",
    last_said_at_ms: "bigint",
  },
  kept: { place_no: "bigint", record_id: "text" },
  receipts: {
    plan_no: "bigint",
    ordinal: "bigint",
    outcome: "text",
    reason: "text",
    message: "text",
    record_id: "text",
    ticket: "text",
    fence: "bigint",
    at_ms: "bigint",
  },
  outcomes: {
    plan_no: "bigint",
    sync: "text",
    place_no: "bigint",
    op: "text",
    outcome: "text",
    reason: "text",
    row_count: "bigint",
    closed_at_ms: "bigint",
  },
  decisions: {
    decision_no: "bigint",
    sync: "text",
    place_no: "bigint",
    decision: "text",
    reason: "text",
    decided_by: "text",
    decided_at_ms: "bigint",
    row_count: "bigint",
  },
  alertEpisodes: { sync: "text", kind: "text", since_ms: "bigint" },
  reportDeliveries: { what: "text", at_ms: "bigint" },
} as const satisfies Partial<Record<keyof Tables, Columns>>;

type StateTable = keyof typeof STATE;
const STATE_TABLES: readonly StateTable[] = [
  "state",
  "leases",
  "runs",
  "plans",
  "places",
  "kept",
  "receipts",
  "outcomes",
  "decisions",
  "alertEpisodes",
  "reportDeliveries",
];

export function createStateTables(sql: Sql): readonly string[] {
  const { dialect, tables } = sql;
  return [
    ...STATE_TABLES.map(
      (name) =>
        `create table if not exists ${tables[name]} (${columnList(dialect, STATE[name])})${storedBy(dialect, name)}`,
    ),
    // Each batch of answers looks whether a row has one already.
    ...dialect.index(tables.receipts, "receipts_by_row", ["plan_no", "ordinal"]),
    insertDeliveries(sql).text,
  ];
}

/** Of the two that grow without end. */
function storedBy(dialect: Dialect, name: StateTable): string {
  if (name === "kept") return dialect.storedBy(["place_no", "record_id"]).clause;
  if (name === "receipts") return dialect.storedBy(["plan_no", "ordinal"], "plan_no").clause;
  return "";
}

/** What those tables hold before the first plan. */
export function emptyStateTables({ dialect }: Sql): readonly { readonly name: StateTable; readonly rows: Statement }[] {
  return STATE_TABLES.map((name) => ({ name, rows: noRows(dialect, STATE[name]) }));
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
  const { clause } = dialect.storedBy(["place_no", "identity"]);
  return [
    `create table if not exists ${tables.synced(sync)} (${columnList(dialect, SYNCED)})${clause}`,
    `create table if not exists ${tables.refused(sync)} (${columnList(dialect, REFUSED)})${clause}`,
  ];
}

/** What the tables of a sync hold before its first lease. */
export function emptySyncTables({ dialect }: Sql): { readonly synced: Statement; readonly refused: Statement } {
  return { synced: noRows(dialect, SYNCED), refused: noRows(dialect, REFUSED) };
}

function columnList({ types }: Dialect, columns: Columns): string {
  return Object.entries(columns)
    .map(([name, type]) => `${name} ${types[type]}`)
    .join(", ");
}
