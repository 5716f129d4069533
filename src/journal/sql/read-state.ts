/** The one row that says which state this is and how far it has come. */
import { ConfigError, InvariantError } from "../../domain/errors.ts";
import type { Position } from "../../warehouse/position.ts";
import type { Row, Warehouse } from "../../warehouse/warehouse.ts";
import { SCHEMA_VERSION } from "./create-tables.ts";
import { select } from "./execute.ts";
import type { Statement } from "./parameters.ts";
import { integerOf, optionalIntegerOf, optionalTextOf, textOf } from "./row-cells.ts";
import { selectSchemaVersion, selectState } from "./statements/state.ts";
import type { Sql } from "./tables.ts";

export interface StateFacts extends Position {
  /** Null only in a state that was just brought from a version without targets. */
  readonly target: string | null;
  /** Set when a lost state was begun anew: what was said before may still be under way. */
  readonly begunAnewAtMs: number | null;
}

/** False also for tables without the row that names a state: making it was interrupted. */
export async function hasState(warehouse: Warehouse, sql: Sql, schema: string): Promise<boolean> {
  if (!(await warehouse.hasRelation(schema, "state"))) return false;
  return (await select(warehouse, selectSchemaVersion(sql))).length > 0;
}

/** `ConfigError` `state_newer` for a state that a newer Tierline wrote. */
export async function readSchemaVersion(warehouse: Warehouse, sql: Sql): Promise<number> {
  const version = integerOf(await theRow(warehouse, selectSchemaVersion(sql)), "schema_version");
  if (version <= SCHEMA_VERSION) return version;
  throw new ConfigError(
    "state_newer",
    `The state has schema version ${version}; this Tierline knows ${SCHEMA_VERSION}.`,
    { remedy: "Install the newer Tierline that wrote it." },
  );
}

/** Of a state at today's version. */
export async function readState(warehouse: Warehouse, sql: Sql): Promise<StateFacts> {
  const row = await theRow(warehouse, selectState(sql));
  return {
    stateId: textOf(row, "state_id"),
    position: integerOf(row, "position"),
    fence: integerOf(row, "fence"),
    target: optionalTextOf(row, "target"),
    begunAnewAtMs: optionalIntegerOf(row, "begun_anew_at_ms"),
  };
}

async function theRow(warehouse: Warehouse, statement: Statement): Promise<Row> {
  const [row] = await select(warehouse, statement);
  if (row !== undefined) return row;
  throw new InvariantError("state_row", "The state has no row that names it.");
}
