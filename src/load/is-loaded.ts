/** Whether a load ever made the tables that Tierline's own staging models read. */
import type { Warehouse } from "../warehouse/warehouse.ts";
import { RAW_SCHEMA } from "./raw-tables.ts";

export function isLoaded(warehouse: Pick<Warehouse, "hasRelation">): Promise<boolean> {
  return warehouse.hasRelation(RAW_SCHEMA, "charges");
}
