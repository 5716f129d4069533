/** What has to be known of a machine to read a table of figures. */
import { readFile } from "node:fs/promises";
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { findDbt } from "../src/dbt/find-dbt.ts";
import { systemClock } from "../src/platform/clock.ts";
import { isoInstant } from "../src/platform/instant.ts";
import { openDuckDb } from "../src/warehouse/duckdb/open-duckdb.ts";

export interface Machine {
  readonly date: string;
  readonly cores: number;
  readonly processor: string;
  readonly memory_gb: number;
  readonly system: string;
  readonly node: string;
  readonly duckdb: string;
  /** Null: not found. */
  readonly dbt: string | null;
  readonly tierline: string;
}

export async function describeMachine(root: string): Promise<Machine> {
  const { version }: { version: string } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  return {
    date: isoInstant(systemClock.nowMs()).slice(0, 10),
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? "unknown",
    memory_gb: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    duckdb: await duckDbVersion(),
    dbt: await dbtVersion(root),
    tierline: version,
  };
}

async function duckDbVersion(): Promise<string> {
  const warehouse = await openDuckDb(":memory:", { access: "write" });
  try {
    const [row] = await warehouse.rows("select version() as version");
    return String(row?.["version"]).replace(/^v/u, "");
  } finally {
    await warehouse.close();
  }
}

async function dbtVersion(root: string): Promise<string | null> {
  try {
    const { env: environment } = process;
    return (await findDbt({ named: null, environment, project: root, packageFolder: root, engine: "duckdb" })).version;
  } catch {
    return null; // The table says so; the benchmark that needs it fails by itself.
  }
}
