/** The histories' state on a PostgreSQL server: each runner has connections of its own, which are ended when it dies. */
import { isHeldElsewhere } from "../../src/journal/journal.ts";
import { openSqlJournal } from "../../src/journal/sql/open-sql-journal.ts";
import { systemRandom } from "../../src/platform/random.ts";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";
import { writeModels } from "../contract/journal-under-test.ts";
import type { TestDatabase } from "../support/postgres-database.ts";
import type { HistoryStore, OpenStore, RunnersJournal } from "./history-store.ts";
import { override, type Rows } from "./knock-outs.ts";
import { LEASE_MS } from "./setting.ts";
import type { Simulation } from "./simulation.ts";

/** A schema pair of its own for each history. */
export function postgresStore(database: TestDatabase): OpenStore {
  let count = 0;
  return async (simulation) => {
    count += 1;
    return openStore(database, simulation, count);
  };
}

async function openStore(database: TestDatabase, simulation: Simulation, number: number): Promise<HistoryStore> {
  const opened: Warehouse[] = [];
  const open = async (name: string): Promise<Rows> => {
    const warehouse = await database.open({ applicationName: `history ${number} ${name}` });
    opened.push(warehouse);
    await warehouse.ensureSchema(`models_${number}`);
    return rowsJournal(warehouse, simulation, number);
  };
  const onlooker = standingStill(await open("onlooker"), simulation);
  return {
    onlooker,
    open: async (name): Promise<RunnersJournal> => {
      const journal = await simulation.working(async () => open(name));
      const ending = `select pg_terminate_backend(pid, 10000) from pg_stat_activity where application_name = 'history ${number} ${name}'`;
      return {
        journal: standingStill(journal, simulation),
        die: async () => {
          await simulation.working(async () => database.admin(ending));
        },
      };
    },
    close: async () => {
      for (const warehouse of opened) await warehouse.close();
    },
  };
}

const preview: Rows["preview"] = () => Promise.reject(new Error("No history previews."));

/** The SQL journal, given rows: they are written as dbt would have. */
async function rowsJournal(warehouse: Warehouse, clock: Simulation, number: number): Promise<Rows> {
  const models = `models_${number}`;
  const journal = await openSqlJournal({
    warehouse,
    schema: `tierline_${number}`,
    target: "prod",
    clock,
    random: systemRandom,
    source: { read: (work) => work(models) },
    position: null,
    leaseMs: LEASE_MS,
  });
  const makePlan = journal.plan.bind(journal);
  const plan: Rows["plan"] = async (lease, request) =>
    makePlan(lease, { ...request, desired: await writeModels(warehouse, models, request.desired) });
  return Object.assign(journal, { plan, preview });
}

/** Time stands still while the server works. What comes over the simulated wire is there before. */
function standingStill(journal: Rows, simulation: Simulation): Rows {
  const still = inStillness(journal, simulation);
  return override(still, {
    acquire: async (sync) => {
      const lease = await still.acquire(sync);
      return isHeldElsewhere(lease) ? lease : inStillness(lease, simulation);
    },
    record: async (lease, placeNo, taken, kept) => {
      const there: string[] = [];
      for await (const recordId of kept) there.push(recordId);
      await still.record(lease, placeNo, taken, eachOf(there));
    },
  });
}

/** The same object, whose methods are pieces of work in which no time passes. */
function inStillness<Target extends object>(target: Target, simulation: Simulation): Target {
  return new Proxy(target, {
    get: (_, property) => {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== "function") return value;
      return async (...given: readonly unknown[]): Promise<unknown> =>
        simulation.working(async () => Reflect.apply(value, target, given) as unknown);
    },
  });
}

async function* eachOf(values: readonly string[]): AsyncGenerator<string> {
  yield* values;
}
