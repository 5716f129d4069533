import { join } from "node:path";
import process from "node:process";
import { mustEqual, type Bench, type Benchmark } from "./benchmark.ts";
import { openDuckDb } from "../src/warehouse/duckdb/open-duckdb.ts";
import { writeMembers } from "./members.ts";
import { makePlan, openPlanWorld } from "./plan-world.ts";
import { peakMemoryMb } from "./memory.ts";
import { timed } from "./stopwatch.ts";
import type { SyncWorld } from "./sync-world.ts";

const ROWS = 1_000_000;
const PAGE_ROWS = 10_000;

export const pagesBenchmark: Benchmark = {
  name: "pages",
  summary: "the rows of a plan as the engine reads them, page by page, against one stream of the same columns",
  run,
};

async function run(bench: Bench): Promise<void> {
  const rows = bench.size(ROWS);
  bench.show(`planning ${rows} contacts`);
  const world = await openPlanWorld(await openDuckDb(join(bench.folder, "state.duckdb"), { access: "write" }));
  try {
    await writeMembers(world.warehouse, rows);
    const planNo = (await makePlan(world)).plan ?? 0;
    bench.show("one stream");
    const streamed = await timed(() => stream(world, planNo));
    mustEqual("the count of streamed rows", streamed.result, rows);
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
        baseline: { what: "one stream of the table", value: rows / streamed.seconds },
        aim: pageRows === PAGE_ROWS ? { of: "value", is: "at_least", limit: 250_000 } : null,
        note: `${Math.round(rows / ((user + system) / 1e6)).toLocaleString("en")} rows per second of processor time; peak memory ${Math.round(peakMemoryMb())} MB`,
      });
    }
  } finally {
    await world.close();
  }
}

async function stream({ warehouse }: SyncWorld, planNo: number): Promise<number> {
  let count = 0;
  const text = `select * from tierline.plan_tiers_${planNo} order by ordinal`;
  for await (const page of warehouse.pages(text, [], PAGE_ROWS)) count += page.length;
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
