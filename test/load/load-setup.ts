/** A folder, a warehouse and a way to load files given as text. */
import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { load, type LoadResult, type TableLoad } from "../../src/load/load.ts";
import { LoadRefusedError, type Problem } from "../../src/load/load-refused-error.ts";
import type { TableName } from "../../src/load/raw-tables.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import type { Row, Warehouse } from "../../src/warehouse/warehouse.ts";

export const LOADED_AT = "2026-11-22T09:00:00Z";
export const RECEIPT_HEADER = "event_id,customer_id,amount,currency,occurred_at,order_id\n";

export interface Bench {
  readonly folder: string;
  readonly warehouse: Warehouse;
  /** Writes the files into a fresh directory and loads that. */
  load(files: Readonly<Record<string, string | Uint8Array>>): Promise<LoadResult>;
  /** The problems of a load that must be refused with nothing changed. */
  refuse(files: Readonly<Record<string, string | Uint8Array>>): Promise<readonly Problem[]>;
  write(files: Readonly<Record<string, string | Uint8Array>>): Promise<string>;
  rows(table: string): Promise<readonly Row[]>;
  end(): Promise<void>;
}

/** An empty warehouse; closing it is all that is to be done afterwards. */
type Open = (folder: string) => Promise<Warehouse>;

let openWarehouse: Open = (folder) => openDuckDb(join(folder, "warehouse.duckdb"), { access: "write" });

/** Benches opened from now on in this test file have such a warehouse. */
export function openBenchesOn(open: Open): void {
  openWarehouse = open;
}

export async function openBench(): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), "tierline-test-load-"));
  const warehouse = await openWarehouse(folder);
  let count = 0;
  const write: Bench["write"] = async (files) => {
    count += 1;
    const directory = join(folder, `data-${count}`);
    await mkdir(directory);
    for (const [name, content] of Object.entries(files)) await writeFile(join(directory, name), content);
    return directory;
  };
  const rows = (table: string): Promise<readonly Row[]> => warehouse.rows(`select * from raw.${table} order by 1, 2`);
  return {
    folder,
    warehouse,
    write,
    rows,
    load: async (files) => load(warehouse, [await write(files)], { loadedAt: LOADED_AT }),
    refuse: async (files) => {
      const before = await everything(warehouse);
      const error = await refusalOf(load(warehouse, [await write(files)], { loadedAt: LOADED_AT }));
      const after = await everything(warehouse);
      if (JSON.stringify(after) !== JSON.stringify(before)) throw new Error("A refused load changed the warehouse.");
      return error.problems;
    },
    end: async () => {
      await warehouse.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export async function refusalOf(loading: Promise<unknown>): Promise<LoadRefusedError> {
  try {
    await loading;
  } catch (error) {
    if (error instanceof LoadRefusedError) return error;
    throw error;
  }
  throw new Error("The load was not refused.");
}

export function tableOf(result: LoadResult, table: TableName): TableLoad {
  const found = result.tables.find((candidate) => candidate.table === table);
  if (found === undefined) throw new Error(`The result lacks ${table}.`);
  return found;
}

async function everything(warehouse: Warehouse): Promise<readonly (readonly Row[])[]> {
  const tables = await warehouse.rows(
    "select table_name from information_schema.tables where table_schema = 'raw' order by table_name",
  );
  const contents: (readonly Row[])[] = [];
  for (const { table_name: name } of tables) {
    const rows = await warehouse.rows(`select * from raw.${String(name)}`);
    contents.push(rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)));
  }
  return [tables, ...contents];
}
