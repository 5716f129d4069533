import { join } from "node:path";
import { z } from "zod";
import { runApart } from "./apart.ts";
import { mustEqual, type Bench, type Benchmark } from "./benchmark.ts";
import { CONTACT_HASHES, memberItems, newestHash } from "../src/journal/sql/statements/member-columns.ts";
import { buildFacts, MEMBERS } from "./members.ts";
import { openDuckDb } from "../src/warehouse/duckdb/open-duckdb.ts";
import { peakMemoryMb } from "./memory.ts";
import { makePlan, openPlanWorld } from "./plan-world.ts";
import { prepareDiff } from "./prepare-diff.ts";
import { withServerPlanWorld } from "./server-plan-world.ts";
import { timed } from "./stopwatch.ts";
import type { SyncWorld } from "./sync-world.ts";

const ROWS = 10_000_000;
const SERVER_ROWS = 1_000_000;

const AGAINST =
  "against a full outer join of the same tables that only counts, and against one that computes what is compared";

export const diffBenchmark: Benchmark = {
  name: "diff",
  summary: `a plan over members of whom 1 % changed, ${AGAINST}`,
  run: runOnDuckDb,
};

export const serverDiffBenchmark: Benchmark = {
  name: "diff-postgres",
  summary: `the same beside a PostgreSQL server on this machine, ${AGAINST}`,
  run: runOnPostgres,
};

async function runOnDuckDb(bench: Bench): Promise<void> {
  const rows = bench.size(ROWS);
  const statePath = join(bench.folder, "state.duckdb");
  bench.show(`acknowledging ${rows} contacts`);
  const { changed } = await runApart(
    "prepare-diff-process.ts",
    { statePath, members: rows },
    z.object({ changed: z.int() }),
  );
  const warehouse = await openDuckDb(statePath, { access: "write" });
  const world = await openPlanWorld(warehouse);
  try {
    const [limit] = await warehouse.rows("select current_setting('memory_limit') as memory_limit");
    await compare(bench, world, {
      rows,
      changed,
      memory: `, memory_limit ${String(limit?.["memory_limit"])} (DuckDB's own)`,
    });
  } finally {
    await world.close();
  }
}

async function runOnPostgres(bench: Bench): Promise<void> {
  const rows = bench.size(SERVER_ROWS);
  await withServerPlanWorld(async (world) => {
    bench.show(`acknowledging ${rows} contacts`);
    const changed = await prepareDiff(world, rows);
    for (const table of [MEMBERS, "tierline.synced_tiers"]) await world.warehouse.run(`vacuum analyze ${table}`);
    await compare(bench, world, { rows, changed, memory: " beside the server" });
  });
}

interface Prepared {
  readonly rows: number;
  readonly changed: number;
  /** What to say of the memory besides this process's own. */
  readonly memory: string;
}

async function compare(bench: Bench, world: SyncWorld, { rows, changed, memory }: Prepared): Promise<void> {
  bench.show("full outer join, to read the tables");
  await countJoined(world);
  bench.show("full outer join");
  const bare = await timed(() => countJoined(world));
  mustEqual("the count of the join", bare.result, rows);
  bench.show("full outer join of what is said");
  const hashed = await timed(() => countEqual(world));
  mustEqual("the rows that say the same", hashed.result, rows - changed);
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
    note: `peak memory ${Math.round(peakMemoryMb())} MB${memory}`,
  });
  bench.report({
    what: "the same plan",
    value: planned.seconds,
    unit: "s",
    baseline: {
      what: "full outer join that renders and hashes what is said, compared and counted",
      value: hashed.seconds,
    },
    aim: null,
    note: `which is itself ${(hashed.seconds / bare.seconds).toFixed(1)} × the join that only counts`,
  });
}

/** The least that a comparison by an exact hash costs: every row is rendered, hashed and joined, and nothing is kept. */
async function countEqual({ warehouse, engine, task }: SyncWorld): Promise<number> {
  const { dialect } = warehouse;
  const { members } = await engine.source.desired(task.sync, buildFacts("diff"));
  const hash = newestHash(CONTACT_HASHES).expression(
    dialect,
    dialect.literal(task.sync.mappingHash),
    members.properties.length,
  );
  const [row] = await warehouse.rows(`select count(case when s.said_hash = m.desired_hash then 1 end) as equal_count
from (
  select identity, ${hash} as desired_hash
  from (select ${memberItems(dialect, members).join(", ")} from ${members.relation}) as rendered
) as m
full outer join tierline.synced_tiers as s on s.identity = m.identity`);
  return Number(row?.["equal_count"]);
}

async function countJoined({ warehouse }: SyncWorld): Promise<number> {
  const [row] = await warehouse.rows(`select count(*) as row_count
from ${MEMBERS} as m
full outer join tierline.synced_tiers as s on s.identity = m.customer_id`);
  return Number(row?.["row_count"]);
}
