/** Opens the journal in a warehouse; makes its tables where they are missing and brings older ones to today's schema. */
import type { Decision } from "../../domain/decision.ts";
import { ConfigError } from "../../domain/errors.ts";
import type { Heartbeat } from "../../platform/heartbeat.ts";
import type { Random } from "../../platform/random.ts";
import type { PositionLine } from "../../warehouse/position.ts";
import type { SourceAccess, Warehouse } from "../../warehouse/warehouse.ts";
import { createStateTables, SCHEMA_VERSION } from "./create-tables.ts";
import { deciding, execute } from "./execute.ts";
import type { JournalClock } from "./journal-clock.ts";
import { migrateState } from "./migrations/migrate-state.ts";
import { hasState, readSchemaVersion, readState } from "./read-state.ts";
import { SqlJournal } from "./sql-journal.ts";
import { SqlReader } from "./sql-reader.ts";
import { insertBeginning } from "./statements/decisions.ts";
import { CONTACT_HASHES, type ContactHash } from "./statements/member-columns.ts";
import { adoptTarget, insertState } from "./statements/state.ts";
import { stateTables, type Sql } from "./tables.ts";

export interface SqlJournalOptions {
  /** Where the state lives. Closing it is the caller's. */
  readonly warehouse: Warehouse;
  /** Default `tierline`; an administrator may have created it. */
  readonly schema: string;
  /** The dbt target whose places the state speaks of; a state belongs to one. */
  readonly target: string;
  readonly clock: JournalClock;
  readonly random: Random;
  /** How a plan's statements reach dbt's relations. */
  readonly source: SourceAccess;
  /** Null where a state cannot be lost or put back without its server noticing. */
  readonly position: PositionLine | null;
  /** How long a lease holds without being renewed. Default null: it ends with its process, as the store sees to. */
  readonly leaseMs?: number | null;
  /** How old a renewal may be when the lease is asked for. Default 0: it is renewed before every request. */
  readonly renewAfterMs?: number;
  /**
   * Renews leases while a build or a statement takes longer than a lease holds. Default: none, where a lease is also kept by
   * something that lives as long as its process.
   */
  readonly heartbeat?: Heartbeat;
  /** How long receipts may wait to be stored together. Default 0: not at all. */
  readonly receiptsDelayMs?: number;
  /** Default: every way of hashing that ever was. */
  readonly hashes?: readonly ContactHash[];
}

/** `ConfigError` `state_newer`, `state_lost`, `other_target`. */
export async function openSqlJournal(options: SqlJournalOptions): Promise<SqlJournal> {
  const { warehouse, schema, target, random } = options;
  const sql = sqlOf(options);
  if (await hasState(warehouse, sql, schema)) await bringUpToDate(warehouse, sql, target);
  else await createState(warehouse, sql, { schema, target, stateId: random.id() });
  await checkState(options, sql);
  const { clock, source, position, leaseMs = null, renewAfterMs = 0, receiptsDelayMs = 0, heartbeat = null } = options;
  const parts = { warehouse, sql, clock, source, position, leaseMs, renewAfterMs, receiptsDelayMs, heartbeat };
  return new SqlJournal({ ...parts, holder: random.id(), holdName: `tierline ${schema}` });
}

/**
 * A journal to ask and not to write: the warehouse may be open for reading alone. Undefined where there is no state yet.
 * `ConfigError` as above, and `state_older` for a state that somebody must open for writing first.
 */
export async function readSqlJournal(options: Omit<SqlJournalOptions, "random">): Promise<SqlReader | undefined> {
  const { warehouse, schema } = options;
  const sql = sqlOf(options);
  if (!(await hasState(warehouse, sql, schema))) return undefined;
  const version = await readSchemaVersion(warehouse, sql);
  if (version < SCHEMA_VERSION)
    throw new ConfigError(
      "state_older",
      `The state has schema version ${version}; this Tierline reads version ${SCHEMA_VERSION}.`,
      { remedy: "Run `tierline plan` once: it brings the state to the new version." },
    );
  await checkState(options, sql);
  const { clock, source } = options;
  return new SqlReader({ warehouse, sql, clock, source });
}

/** How statements name the state's tables. */
export function sqlOf({ warehouse, schema, hashes = CONTACT_HASHES }: Omit<SqlJournalOptions, "random">): Sql {
  return { dialect: warehouse.dialect, tables: stateTables(warehouse.dialect, schema), hashes };
}

/** Nothing is asked or written of a state that is another target's, or not the newest one. */
async function checkState({ warehouse, position, target }: Omit<SqlJournalOptions, "random">, sql: Sql): Promise<void> {
  const state = await readState(warehouse, sql);
  if (state.target !== null && state.target !== target) throw otherTarget(state.target, target);
  await position?.check(state);
}

async function bringUpToDate(warehouse: Warehouse, sql: Sql, target: string): Promise<void> {
  const version = await readSchemaVersion(warehouse, sql);
  if (version < SCHEMA_VERSION) await migrateState(warehouse, sql, version);
  await execute(warehouse, adoptTarget(sql, target));
}

/** A lost state begun anew: recorded with who and why. */
export interface BegunAnew extends Decision {
  readonly atMs: number;
  /** Until then something may have been said of which this state knows nothing. */
  readonly saidAtMsMax: number;
}

/** Makes a new state where there is none, in the place of one that was lost. */
export async function beginSqlState(
  { warehouse, schema, target, random }: Pick<SqlJournalOptions, "warehouse" | "schema" | "target" | "random">,
  begun: BegunAnew,
): Promise<void> {
  const sql = { dialect: warehouse.dialect, tables: stateTables(warehouse.dialect, schema), hashes: CONTACT_HASHES };
  await createState(warehouse, sql, { schema, target, stateId: random.id() }, begun);
}

/** A state is there when it has its row, which comes last: what was interrupted before is made anew. */
async function createState(
  warehouse: Warehouse,
  sql: Sql,
  { schema, target, stateId }: { readonly schema: string; readonly target: string; readonly stateId: string },
  begun: BegunAnew | null = null,
): Promise<void> {
  await warehouse.ensureSchema(schema);
  for (const text of createStateTables(sql)) await warehouse.run(text);
  const begunAnewAtMs = begun?.saidAtMsMax ?? null;
  const state = insertState(sql, { schemaVersion: SCHEMA_VERSION, stateId, target, begunAnewAtMs });
  await warehouse.atomically([deciding(state), ...(begun === null ? [] : [insertBeginning(sql, begun)])]);
}

function otherTarget(known: string, given: string): ConfigError {
  return new ConfigError("other_target", `The state belongs to the target ${known}, not to ${given}.`, {
    remedy: `Use --target ${known}, or give ${given} a state of its own: leave \`state\` out of tierline.yml, or name another file there.`,
  });
}
