/** How many rows a load kept aside and nobody has mended. */
import { countQuarantined, type QuarantineCount } from "../load/count-quarantined.ts";
import { QUARANTINE, RAW_SCHEMA } from "../load/raw-tables.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";

/** Null where none ever was. */
export async function readQuarantine(warehouse: Warehouse): Promise<QuarantineCount | null> {
  if (!(await warehouse.hasRelation(RAW_SCHEMA, QUARANTINE))) return null;
  return countQuarantined(warehouse, warehouse.dialect);
}
