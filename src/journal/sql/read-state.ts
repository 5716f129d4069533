/** The one row that says which state this is and how far it has come. */
import { ConfigError, InvariantError } from "../../domain/errors.ts";
import type { Position } from "../../warehouse/position.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import { SCHEMA_VERSION } from "./create-tables.ts";
import { select } from "./execute.ts";
import { integerOf, textOf } from "./row-cells.ts";
import { selectState } from "./statements/plans.ts";
import type { Sql } from "./tables.ts";

/** `ConfigError` `state_newer` for a state that a newer Tierline wrote. */
export async function readState(warehouse: Warehouse, sql: Sql): Promise<Position> {
  const [row] = await select(warehouse, selectState(sql));
  if (row === undefined) throw new InvariantError("state_row", "The state has no row that names it.");
  const version = integerOf(row, "schema_version");
  if (version > SCHEMA_VERSION)
    throw new ConfigError(
      "state_newer",
      `The state has schema version ${version}; this Tierline knows ${SCHEMA_VERSION}.`,
      {
        remedy: "Use the Tierline version that wrote it, or a newer one.",
      },
    );
  return {
    stateId: textOf(row, "state_id"),
    position: integerOf(row, "position"),
    fence: integerOf(row, "fence"),
  };
}
