/** The SQL journal in schemas of its own of one test file's database. */
import type { Clock } from "../../src/platform/clock.ts";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";
import type { TestDatabase } from "../support/postgres-database.ts";
import { LEASE_MS, sqlJournal, type JournalUnderTest } from "./journal-under-test.ts";

let count = 0;

export async function sqlOnPostgres(
  database: TestDatabase,
  clock: Clock,
): Promise<JournalUnderTest & { readonly warehouse: Warehouse }> {
  count += 1;
  const name = `journal_${count}`;
  const runners: Warehouse[] = [];
  const open = async (): Promise<Warehouse> => {
    const runner = await database.open({ applicationName: `${name}_runner_${runners.length + 1}` });
    runners.push(runner);
    return runner;
  };
  return sqlJournal(
    {
      schema: `tierline_${count}`,
      models: `models_${count}`,
      leaseMs: LEASE_MS,
      warehouse: await open(),
      // The server notices the end of a dead runner's connections. Other files have runners of the same name beside it.
      revive: async () => {
        await database.admin(
          `select pg_terminate_backend(pid, 10000) from pg_stat_activity where application_name = '${name}_runner_${runners.length}' and datname = current_database()`,
        );
        return open();
      },
      end: async () => {
        for (const runner of runners) await runner.close();
      },
    },
    clock,
  );
}
