import { join } from "node:path";
import { load } from "../src/load/load.ts";
import { openDuckDb } from "../src/warehouse/duckdb/open-duckdb.ts";
import type { Warehouse } from "../src/warehouse/warehouse.ts";
import { mustEqual, type Bench, type Benchmark } from "./benchmark.ts";
import { writeCharges } from "./charges-file.ts";
import { peakMemoryMb } from "./memory.ts";
import { timed } from "./stopwatch.ts";

const ROWS = 5_000_000;
const LOADED_AT = "2026-01-01T00:00:00Z";

export const loadBenchmark: Benchmark = {
  name: "load",
  summary: "a file of charges into the raw table, against the engine's own reader",
  run,
};

/** Both write a new database file and close it: what is not on disk is not loaded. */
async function run(bench: Bench): Promise<void> {
  const rows = bench.size(ROWS);
  const path = join(bench.folder, "charges.csv");
  bench.show(`writing ${rows} charges`);
  const sumCents = await writeCharges(path, rows);

  bench.show("bare read_csv");
  const bare = await timed(async () => {
    const warehouse = await openDuckDb(join(bench.folder, "bare.duckdb"), { access: "write" });
    try {
      await warehouse.run(`create table charges as select * from read_csv('${path}')`);
      return await summed(warehouse, "charges");
    } finally {
      await warehouse.close();
    }
  });
  check("of read_csv", bare.result, { rows, sumCents });

  bench.show("tierline load");
  const own = await timed(async () => {
    const warehouse = await openDuckDb(join(bench.folder, "own.duckdb"), { access: "write" });
    try {
      const { tables } = await load(warehouse, [path], {
        loadedAt: LOADED_AT,
        onProgress: ({ step }) => bench.show(`tierline load: ${step}`),
      });
      const loaded = tables.find(({ table }) => table === "charges")?.loaded ?? 0;
      mustEqual("the count of loaded rows", loaded, rows);
      return await summed(warehouse, "raw.charges");
    } finally {
      await warehouse.close();
    }
  });
  check("of load", own.result, { rows, sumCents });

  bench.report({
    what: `${rows.toLocaleString("en")} charges`,
    value: own.seconds,
    unit: "s",
    baseline: { what: "create table as select * from read_csv", value: bare.seconds },
    aim: { of: "ratio", is: "at_most", limit: 4 },
    note: `peak memory ${Math.round(peakMemoryMb())} MB`,
  });
}

interface Summed {
  readonly rows: number;
  readonly sumCents: number;
}

async function summed(warehouse: Warehouse, table: string): Promise<Summed> {
  const [row] = await warehouse.rows(
    `select count(*) as row_count, cast(sum(cast(round(amount * 100) as bigint)) as bigint) as cents from ${table}`,
  );
  return { rows: Number(row?.["row_count"]), sumCents: Number(row?.["cents"]) };
}

function check(whose: string, actual: Summed, expected: Summed): void {
  mustEqual(`the count ${whose}`, actual.rows, expected.rows);
  mustEqual(`the sum ${whose}`, actual.sumCents, expected.sumCents);
}
