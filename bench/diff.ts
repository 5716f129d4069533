import { join } from "node:path";
import { z } from "zod";
import { runApart } from "./apart.ts";
import { mustEqual, type Bench, type Benchmark } from "./benchmark.ts";
import { MEMBERS } from "./members.ts";
import { peakMemoryMb } from "./memory.ts";
import { makePlan, openPlanWorld } from "./plan-world.ts";
import { timed } from "./stopwatch.ts";
import type { SyncWorld } from "./sync-world.ts";

const ROWS = 10_000_000;

export const diffBenchmark: Benchmark = {
  name: "diff",
  summary: "a plan over members of whom 1 % changed, against a full outer join of the same tables that only counts",
  run,
};

async function run(bench: Bench): Promise<void> {
  const rows = bench.size(ROWS);
  const statePath = join(bench.folder, "state.duckdb");
  bench.show(`acknowledging ${rows} contacts`);
  const { changed } = await runApart(
    "prepare-diff-process.ts",
    { statePath, members: rows },
    z.object({ changed: z.int() }),
  );
  const world = await openPlanWorld(statePath);
  try {
    bench.show("full outer join, to read the file");
    await countJoined(world);
    bench.show("full outer join");
    const bare = await timed(() => countJoined(world));
    mustEqual("the count of the join", bare.result, rows);
    bench.show("plan");
    const planned = await timed(() => makePlan(world));
    const [contacts] = planned.result.places;
    mustEqual("the count of updates", contacts?.update ?? 0, changed);
    mustEqual("the count of unchanged", contacts?.unchanged ?? 0, rows - changed);
    const written = await world.warehouse.rows(
      `select count(*) as row_count from tierline.plan_tiers_${planned.result.plan}`,
    );
    mustEqual("the rows of the plan", Number(written[0]?.["row_count"]), changed);
    bench.report({
      what: `${rows.toLocaleString("en")} desired, ${rows.toLocaleString("en")} synced, ${changed.toLocaleString("en")} changed`,
      value: planned.seconds,
      unit: "s",
      baseline: { what: "full outer join, counted", value: bare.seconds },
      aim: { of: "ratio", is: "at_most", limit: 1.6 },
      note: `peak memory ${Math.round(peakMemoryMb())} MB, memory_limit ${await memoryLimit(world)} (DuckDB's own)`,
    });
  } finally {
    await world.close();
  }
}

async function countJoined({ warehouse }: SyncWorld): Promise<number> {
  const [row] = await warehouse.rows(`select count(*) as row_count
from ${MEMBERS} as m
full outer join tierline.synced_tiers as s on s.identity = m.customer_id`);
  return Number(row?.["row_count"]);
}

async function memoryLimit({ warehouse }: SyncWorld): Promise<string> {
  const [row] = await warehouse.rows("select current_setting('memory_limit') as memory_limit");
  return String(row?.["memory_limit"]);
}
