/** Deliveries of the report in the state. */
import type { Statements, Warehouse } from "../../warehouse/warehouse.ts";
import type { DeliveryBook, DeliveryReader } from "../delivery-book.ts";
import { execute, select } from "./execute.ts";
import { optionalIntegerOf } from "./row-cells.ts";
import { claimDelivery, selectDelivery } from "./statements/deliveries.ts";
import type { Sql } from "./tables.ts";

/** The state must be there, at today's schema. */
export function sqlDeliveryReader(statements: Statements, sql: Sql): DeliveryReader {
  return {
    last: async (what) => {
      const [row] = await select(statements, selectDelivery(sql, what));
      return row === undefined ? null : optionalIntegerOf(row, "at_ms");
    },
  };
}

/** The state must be open for writing, at today's schema. */
export function sqlDeliveryBook(warehouse: Warehouse, sql: Sql): DeliveryBook {
  return {
    ...sqlDeliveryReader(warehouse, sql),
    // Two processes that made a state at once may have made a row twice: both are then changed together.
    claim: async (what, beforeMs, atMs) => (await execute(warehouse, claimDelivery(sql, what, beforeMs, atMs))) > 0,
  };
}
