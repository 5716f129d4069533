/**
 * A lease row with a fence. The store itself excludes other processes (DuckDB's file lock), so the lease has no expiry:
 * it holds until it is given back or another journal takes it, which only a journal in this very process could.
 */
import type { Warehouse } from "../../warehouse/warehouse.ts";
import type { Lease } from "../journal.ts";
import { execute, select } from "./execute.ts";
import { integerOf, optionalTextOf } from "./row-cells.ts";
import { endLease, selectFence } from "./statements/leases.ts";
import type { Sql } from "./tables.ts";

const FOR_EVER_MS = Number.MAX_SAFE_INTEGER;

export function sqlLease(warehouse: Warehouse, sql: Sql, held: { sync: string; fence: number; holder: string }): Lease {
  const { sync, fence, holder } = held;
  return {
    sync,
    fence,
    leftMs: async () => {
      const [row] = await select(warehouse, selectFence(sql, sync));
      const isMine = row !== undefined && integerOf(row, "fence") === fence && optionalTextOf(row, "holder") === holder;
      return isMine ? FOR_EVER_MS : 0;
    },
    end: async () => {
      await execute(warehouse, endLease(sql, { sync, fence }));
    },
  };
}
