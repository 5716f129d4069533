/** Opens the journal in a warehouse and makes its tables where they are missing. */
import type { Clock } from "../../platform/clock.ts";
import type { Random } from "../../platform/random.ts";
import type { PositionLine } from "../../warehouse/position.ts";
import type { SourceAccess, Warehouse } from "../../warehouse/warehouse.ts";
import type { JournalReader } from "../journal.ts";
import { createStateTables, SCHEMA_VERSION } from "./create-tables.ts";
import { Parameters } from "./parameters.ts";
import { readState } from "./read-state.ts";
import { SqlJournal } from "./sql-journal.ts";
import { stateTables, type Sql } from "./tables.ts";

export interface SqlJournalOptions {
  /** Where the state lives. Closing it is the caller's. */
  readonly warehouse: Warehouse;
  /** Default `tierline`; an administrator may have created it. */
  readonly schema: string;
  readonly clock: Clock;
  readonly random: Random;
  /** How a plan's statements reach dbt's relations. */
  readonly source: SourceAccess;
  /** Null where a state cannot be lost or put back without its server noticing. */
  readonly position: PositionLine | null;
}

/** `ConfigError` `state_newer` or `state_lost`. */
export async function openSqlJournal(options: SqlJournalOptions): Promise<SqlJournal> {
  const { warehouse, schema, clock, random, source, position } = options;
  const sql: Sql = { dialect: warehouse.dialect, tables: stateTables(warehouse.dialect, schema) };
  if (!(await warehouse.hasRelation(schema, "state"))) await createState(warehouse, sql, random.id());
  const state = await readState(warehouse, sql);
  await position?.check(state);
  return new SqlJournal({ warehouse, sql, clock, source, position, holder: random.id() });
}

/**
 * A journal to ask and not to write: the warehouse may be open for reading alone. Undefined where there is no state yet.
 * `ConfigError` as above.
 */
export async function readSqlJournal(options: Omit<SqlJournalOptions, "random">): Promise<JournalReader | undefined> {
  const { warehouse, schema, clock, source, position } = options;
  if (!(await warehouse.hasRelation(schema, "state"))) return undefined;
  const sql: Sql = { dialect: warehouse.dialect, tables: stateTables(warehouse.dialect, schema) };
  await position?.check(await readState(warehouse, sql));
  return new SqlJournal({ warehouse, sql, clock, source, position, holder: "a reader" });
}

async function createState(warehouse: Warehouse, sql: Sql, stateId: string): Promise<void> {
  await warehouse.transaction(async (statements) => {
    await statements.run(`create schema if not exists ${sql.tables.schema}`);
    for (const text of createStateTables(sql)) await statements.run(text);
    const parameters = new Parameters(sql.dialect);
    const { text, parameters: cells } = parameters.statement(
      `insert into ${sql.tables.state} (schema_version, state_id, position) select ${parameters.bigint(SCHEMA_VERSION)}, ${parameters.text(stateId)}, 0`,
    );
    await statements.run(text, cells);
  });
}
