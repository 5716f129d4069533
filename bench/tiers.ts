import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { z } from "zod";
import { findDbt } from "../src/dbt/find-dbt.ts";
import { ensureRawTables } from "../src/load/ensure-raw-tables.ts";
import { openDuckDb } from "../src/warehouse/duckdb/open-duckdb.ts";
import type { Warehouse } from "../src/warehouse/warehouse.ts";
import { mustEqual, type Bench, type Benchmark } from "./benchmark.ts";
import { runProgram } from "./run-program.ts";
import { timed } from "./stopwatch.ts";

const MEMBERS = 200_000;
const ENTRIES_PER_MEMBER = 20;
/** One entry in twenty is a return. */
const RETURN_EVERY = 20;
const AS_OF = "2026-01-01T00:00:00Z";
const SLOWEST_SHOWN = 4;

export const tiersBenchmark: Benchmark = {
  name: "tiers",
  summary: "all models of dbt, without its start and parsing, against a sum of the entries by customer",
  run,
};

async function run(bench: Bench): Promise<void> {
  const members = bench.size(MEMBERS);
  const entries = members * ENTRIES_PER_MEMBER;
  const path = join(bench.folder, "warehouse.duckdb");
  bench.show(`writing ${entries} entries`);
  await withWarehouse(path, (warehouse) => writeEvents(warehouse, members, entries));
  bench.show("dbt build");
  const built = await build(bench, path);
  bench.show("group by customer");
  const bare = await withWarehouse(path, async (warehouse) => {
    await check(warehouse, members, entries);
    return timed(() => warehouse.run(BARE));
  });
  const slowest = built.results
    .toSorted((a, b) => b.execution_time - a.execution_time)
    .slice(0, SLOWEST_SHOWN)
    .map((node) => `${node.unique_id.split(".").at(-1)} ${node.execution_time.toFixed(1)} s`);
  bench.report({
    what: `${members.toLocaleString("en")} members, ${entries.toLocaleString("en")} entries`,
    value: built.elapsed_time,
    unit: "s",
    baseline: { what: "create table as select customer_id, sum(amount) … group by", value: bare.seconds },
    aim: null,
    note: `the slowest of ${built.results.length} nodes: ${slowest.join(", ")}`,
  });
}

const BARE = `create table bare as
select customer_id, sum(case when kind = 'charge' then amount else -amount end) as balance
from main.fct_entries
group by customer_id`;

async function withWarehouse<Result>(path: string, work: (warehouse: Warehouse) => Promise<Result>): Promise<Result> {
  const warehouse = await openDuckDb(path, { access: "write" });
  try {
    return await work(warehouse);
  } finally {
    await warehouse.close();
  }
}

/** Two years of entries, each member with the same number, spread over time by multiplication with primes. */
async function writeEvents(warehouse: Warehouse, members: number, entries: number): Promise<void> {
  await ensureRawTables(warehouse, new Map());
  await warehouse.run(`insert into raw.customers (customer_id, email, created_at)
select 'c' || i, 'member.' || i || '@example.com', timestamp '2024-01-01' from range(${members}) as t(i)`);
  await warehouse.run(`insert into raw.loyalty_status (event_id, customer_id, status, occurred_at)
select 'st-' || i, 'c' || i, 'active', timestamp '2024-01-01' from range(${members}) as t(i)`);
  for (const [table, condition] of [
    ["charges", "<> 0"],
    ["returns", "= 0"],
  ])
    await warehouse.run(`insert into raw.${table} (event_id, customer_id, amount, currency, occurred_at, order_id)
select 'e-' || i, 'c' || (i % ${members}), cast((i * 7919) % 20000 / 100 + 1 as decimal(18,4)), 'PLN',
  timestamp '2024-01-01' + to_seconds((i * 104729) % (730 * 86400)), 'o-' || i
from range(${entries}) as t(i) where (i // ${members}) % ${RETURN_EVERY} ${condition}`);
}

const runResults = z.object({
  elapsed_time: z.number(),
  results: z.array(z.object({ unique_id: z.string(), status: z.string(), execution_time: z.number() })),
});

/**
 * A shop as `tierline init` makes it: the package's staging models and rules are off unless a project switches them on.
 * `elapsed_time` of dbt's own results: nodes and hooks, without dbt's start and parsing.
 */
async function build(bench: Bench, path: string): Promise<z.infer<typeof runResults>> {
  const { folder, root } = bench;
  const shop = join(folder, "shop");
  await runProgram(process.execPath, [join(root, "bin", "tierline.js"), "init", shop], { cwd: folder });
  const dbt = await findDbt({
    named: null,
    environment: process.env,
    project: shop,
    packageFolder: root,
    engine: "duckdb",
  });
  const target = join(folder, "target");
  await writeFile(
    join(folder, "profiles.yml"),
    `tierline: {target: bench, outputs: {bench: {type: duckdb, path: "${path}", schema: main, threads: 1}}}\n`,
  );
  const places = { "--project-dir": shop, "--profiles-dir": folder, "--target-path": target, "--log-path": folder };
  await runProgram(dbt.path, ["deps", "--project-dir", shop, "--profiles-dir", folder], { cwd: folder });
  await runProgram(
    dbt.path,
    [
      "build",
      ...["test", "unit_test"].flatMap((type) => ["--exclude-resource-type", type]),
      ...Object.entries(places).flat(),
    ],
    { cwd: folder, env: { TIERLINE_AS_OF: AS_OF } },
  );
  const results = runResults.parse(JSON.parse(await readFile(join(target, "run_results.json"), "utf8")));
  const failed = results.results.find(({ status }) => status !== "success");
  if (failed !== undefined) throw new Error(`${failed.unique_id} ended with ${failed.status}.`);
  return results;
}

async function check(warehouse: Warehouse, members: number, entries: number): Promise<void> {
  const [row] = await warehouse.rows(`select
  (select count(*) from main.dim_members) as member_count,
  (select count(*) from main.fct_entries) as entry_count,
  (select cast(sum(balance) * 100 as bigint) from main.dim_members) as balance_cents,
  (select cast(sum(case when kind = 'charge' then amount else -amount end) * 100 as bigint) from main.fct_entries where is_counting) as counting_cents`);
  mustEqual("the count of members", Number(row?.["member_count"]), members);
  mustEqual("the count of entries", Number(row?.["entry_count"]), entries);
  mustEqual("the sum of balances", Number(row?.["balance_cents"]), Number(row?.["counting_cents"]));
}
