import { join } from "node:path";
import process from "node:process";
import { mustEqual, type Aim, type Bench, type Benchmark } from "./benchmark.ts";
import { openDuckDb } from "../src/warehouse/duckdb/open-duckdb.ts";
import { writeMembers } from "./members.ts";
import { makePlan, openPlanWorld } from "./plan-world.ts";
import { peakMemoryMb } from "./memory.ts";
import { withServerPlanWorld } from "./server-plan-world.ts";
import { timed } from "./stopwatch.ts";
import type { SyncWorld } from "./sync-world.ts";

const ROWS = 1_000_000;
const PAGE_ROWS = 10_000;
const AIM: Aim = { of: "value", is: "at_least", limit: 250_000 };

export const pagesBenchmark: Benchmark = {
  name: "pages",
  summary: "the rows of a plan as the engine reads them, page by page, against one stream of the same columns",
  run: runOnDuckDb,
};

export const serverPagesBenchmark: Benchmark = {
  name: "pages-postgres",
  summary: "the same from a PostgreSQL server on this machine, against the same rows read by its driver alone",
  run: (bench) =>
    withServerPlanWorld(async (world, readBare) => {
      const planNo = await planOf(bench, world);
      await compare(bench, world, planNo, {
        what: "the same columns by a cursor of the driver, which nothing reads on",
        read: () => readBare(everyRow(planNo), PAGE_ROWS),
        aim: null,
        memory: " beside the server",
      });
    }),
};

async function runOnDuckDb(bench: Bench): Promise<void> {
  const world = await openPlanWorld(await openDuckDb(join(bench.folder, "state.duckdb"), { access: "write" }));
  try {
    const planNo = await planOf(bench, world);
    const read = (): Promise<number> => stream(world, planNo);
    await compare(bench, world, planNo, { what: "one stream of the table", read, aim: AIM, memory: "" });
  } finally {
    await world.close();
  }
}

async function planOf(bench: Bench, world: SyncWorld): Promise<number> {
  const rows = bench.size(ROWS);
  bench.show(`planning ${rows} contacts`);
  await writeMembers(world.warehouse, rows);
  return (await makePlan(world)).plan ?? 0;
}

/** The rows of a plan in order, without anything that the engine does with them; counted. */
interface Bare {
  readonly what: string;
  readonly read: () => Promise<number>;
  /** For pages as the engine reads them. */
  readonly aim: Aim | null;
  /** What to say of the memory besides this process's own. */
  readonly memory: string;
}

async function compare(bench: Bench, world: SyncWorld, planNo: number, bare: Bare): Promise<void> {
  const rows = bench.size(ROWS);
  bench.show(bare.what);
  const streamed = await timed(bare.read);
  mustEqual("the count of rows read bare", streamed.result, rows);
  for (const pageRows of [PAGE_ROWS, 1000]) {
    bench.show(`pages of ${pageRows}`);
    const before = process.cpuUsage();
    const paged = await timed(() => readPages(world, planNo, pageRows));
    const { user, system } = process.cpuUsage(before);
    mustEqual("the count of rows in pages", paged.result.rows, rows);
    mustEqual("the sum of ordinals in pages", paged.result.ordinals, (rows * (rows + 1)) / 2);
    bench.report({
      what: `${rows.toLocaleString("en")} plan rows in pages of ${pageRows.toLocaleString("en")}`,
      value: rows / paged.seconds,
      unit: "rows/s",
      baseline: { what: bare.what, value: rows / streamed.seconds },
      aim: pageRows === PAGE_ROWS ? bare.aim : null,
      note: `${Math.round(rows / ((user + system) / 1e6)).toLocaleString("en")} rows per second of processor time; peak memory ${Math.round(peakMemoryMb())} MB${bare.memory}`,
    });
  }
}

const everyRow = (planNo: number): string => `select * from tierline.plan_tiers_${planNo} order by ordinal`;

async function stream({ warehouse }: SyncWorld, planNo: number): Promise<number> {
  let count = 0;
  for await (const page of warehouse.pages(everyRow(planNo), [], PAGE_ROWS)) count += page.length;
  return count;
}

async function readPages(
  { journal }: SyncWorld,
  planNo: number,
  pageRows: number,
): Promise<{ readonly rows: number; readonly ordinals: number }> {
  let rows = 0;
  let ordinals = 0;
  for (let after = 0; ;) {
    const page = await journal.changes(planNo, 1, after, pageRows);
    for (const { ordinal } of page) ordinals += ordinal;
    rows += page.length;
    const last = page.at(-1);
    if (last === undefined || page.length < pageRows) return { rows, ordinals };
    after = last.ordinal;
  }
}
