/** The SQL journal in datasets of its own. */
import type { Clock } from "../../src/platform/clock.ts";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";
import { openProject, ownDataset } from "../support/bigquery-project.ts";
import { LEASE_MS, sqlJournal, type JournalUnderTest } from "./journal-under-test.ts";

export async function sqlOnBigQuery(clock: Clock): Promise<JournalUnderTest & { readonly warehouse: Warehouse }> {
  const [schema, models] = [ownDataset("tierline"), ownDataset("models")];
  const open = (): Promise<Warehouse> => openProject({ scratchSchema: schema });
  const warehouse = await open();
  return sqlJournal(
    {
      schema,
      models,
      leaseMs: LEASE_MS,
      warehouse,
      revive: open,
      end: async () => {
        for (const dataset of [schema, models]) await warehouse.run(`drop schema if exists ${dataset} cascade`);
      },
    },
    clock,
  );
}
