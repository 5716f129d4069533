/**
 * Connections that end in the middle of anything: each piece of work ends within seconds, with its result or with one and the
 * same error, and none keeps its place in the pool.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TransientError } from "../../src/domain/errors.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { duckDbParquetReader } from "../../src/warehouse/duckdb/duckdb-parquet-reader.ts";
import { openPostgres } from "../../src/warehouse/postgres/open-postgres.ts";
import type { PostgresWarehouse } from "../../src/warehouse/postgres/postgres-warehouse.ts";
import { createDatabase, type TestDatabase } from "../support/postgres-database.ts";
import { openProxy } from "../support/postgres-proxy.ts";

let database: TestDatabase;
let folder: string;
let file: string;
beforeAll(async () => {
  database = await createDatabase();
  folder = mkdtempSync(join(tmpdir(), "tierline-lost-"));
  file = join(folder, "rows.csv");
  writeFileSync(file, `id,text\n${Array.from({ length: 2_000 }, (_, at) => `${at},a text`).join("\n")}\n`);
});
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true });
});

const TERMINATE =
  "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tierline' and datname = current_database()";

const insert = { text: "insert into written values (1)", parameters: [] };
const SERIES = "select i from generate_series(1, 5000) as t(i)";

/** Everything that a connection is lent for. */
const works: readonly ((warehouse: PostgresWarehouse) => Promise<unknown>)[] = [
  (warehouse) => warehouse.run("insert into written select i from generate_series(1, 2000) as t(i)"),
  (warehouse) => warehouse.rows(SERIES),
  (warehouse) => warehouse.atomically([insert, { text: "select pg_sleep(0.02)", parameters: [] }, insert]),
  async (warehouse) => {
    for await (const page of warehouse.pages(SERIES, [], 100)) expect(page.length).toBeGreaterThan(0);
  },
  async (warehouse) => {
    for await (const page of warehouse.pages(SERIES, [], 100)) if (page[0]?.["i"] === 2001) break;
  },
  (warehouse) =>
    warehouse.scratch(async (scratch) => {
      const copied = await scratch.textRelation({ path: file, columns: ["id", "text"] });
      await scratch.rows(`select count(*) as row_count from ${copied}`);
    }),
  async (warehouse) => {
    const hold = await warehouse.hold("a name");
    await hold?.isHeld();
    await hold?.release();
  },
];

/** Until `isOver`, on three times as many workers as kinds of work; gives how often which came to which end. */
async function workOn(
  warehouse: PostgresWarehouse,
  isOver: () => boolean,
): Promise<{ readonly done: number; readonly lost: number; readonly longestMs: number }> {
  let [done, lost, longestMs] = [0, 0, 0];
  const repeat = async (work: (typeof works)[number]): Promise<void> => {
    while (!isOver()) {
      const startedAtMs = systemClock.nowMs();
      try {
        await work(warehouse);
        done += 1;
      } catch (error) {
        expect(error).toMatchObject({ constructor: TransientError, code: "warehouse_unreachable" });
        lost += 1;
      }
      longestMs = Math.max(longestMs, systemClock.nowMs() - startedAtMs);
    }
  };
  await Promise.all([...works, ...works, ...works].map(repeat));
  return { done, lost, longestMs };
}

/** Ends connections 15 times, at any moment; 21 workers share 8 of them. */
async function endMany(warehouse: PostgresWarehouse, end: () => Promise<unknown>): Promise<void> {
  await warehouse.run("create table if not exists written (id bigint)");
  let isOver = false;
  const working = workOn(warehouse, () => isOver);
  for (let round = 0; round < 15; round += 1) {
    await warehouse.rows("select pg_sleep(0.02)").catch(() => undefined);
    await end();
  }
  isOver = true;
  const { done, lost, longestMs } = await working;
  console.info(`${done} pieces of work done, ${lost} lost, the longest took ${Math.round(longestMs)} ms`);
  expect(done).toBeGreaterThan(0);
  expect(lost).toBeGreaterThan(15);
  expect(longestMs).toBeLessThan(10_000);
  expect(await warehouse.rows("select 1 as one")).toEqual([{ one: 1 }]);
  await warehouse.close();
}

describe("connections that end in the middle of work", () => {
  it("by the server, leave nobody waiting", { timeout: 60_000 }, async () => {
    await endMany(await database.open(), () => database.admin(TERMINATE));
  });

  it("by the network, leave nobody waiting", { timeout: 60_000 }, async () => {
    const proxy = await openProxy(database.options);
    const far = await openPostgres({ ...database.options, port: proxy.port }, duckDbParquetReader);
    await endMany(far, async () => proxy.cut());
    await proxy.close();
  });

  it("do not keep a reader who has read enough", { timeout: 10_000 }, async () => {
    const warehouse = await database.open();
    for await (const page of warehouse.pages(SERIES, [], 10)) {
      expect(page).toHaveLength(10);
      await database.admin(TERMINATE);
      break;
    }
    expect(await warehouse.rows("select 1 as one")).toEqual([{ one: 1 }]);
    await warehouse.close();
  });
});
