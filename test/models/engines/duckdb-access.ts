import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance, DuckDBTypeId } from "@duckdb/node-api";
import { DBT } from "../dbt-project.ts";
import type { EngineAccess } from "./engine.ts";
import { type Kind, type MartRows, makeCell } from "./mart-csv.ts";
import { RAW_NAMES, columnsOf } from "./raw-tables.ts";
import { writeLines } from "./write-lines.ts";

const TYPES = { text: "varchar", instant: "timestamp", amount: "decimal(18,4)" } as const;

const KINDS: ReadonlyMap<unknown, Kind> = new Map<unknown, Kind>([
  [DuckDBTypeId.VARCHAR, "text"],
  [DuckDBTypeId.INTEGER, "whole"],
  [DuckDBTypeId.BIGINT, "whole"],
  [DuckDBTypeId.DECIMAL, "decimal"],
  [DuckDBTypeId.BOOLEAN, "truth"],
  [DuckDBTypeId.DATE, "day"],
  [DuckDBTypeId.TIMESTAMP, "instant"],
]);

export function duckDbAccess(): EngineAccess {
  const folder = mkdtempSync(join(tmpdir(), "tierline-engine-duckdb-"));
  const path = join(folder, "warehouse.duckdb");
  return {
    name: "DuckDB",
    dialect: "duckdb",
    dbt: DBT,
    output: { type: "duckdb", path, schema: "loyalty", threads: 4 },
    fill: (rows) =>
      connected(path, async (run) => {
        await run("create schema if not exists raw");
        for (const table of RAW_NAMES) {
          const file = join(folder, `${table}.json`);
          writeLines(file, table, rows[table]);
          const columns = columnsOf(table);
          await run(
            `create or replace table raw.${table} (${columns.map(([name, type]) => `${name} ${TYPES[type]}`).join(", ")})`,
          );
          const read = columns.map(([name, type]) => `${name}: '${TYPES[type]}'`).join(", ");
          await run(
            `insert into raw.${table} select * from read_json('${file}', format = 'newline_delimited', columns = {${read}})`,
          );
        }
      }),
    read: (model) => connected(path, (run) => run(`select * from loyalty.${model}`)),
    close: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function connected<Result>(
  path: string,
  work: (run: (sql: string) => Promise<MartRows>) => Promise<Result>,
): Promise<Result> {
  const instance = await DuckDBInstance.fromCache(path);
  const connection = await instance.connect();
  try {
    return await work(async (sql) => {
      const reader = await connection.runAndReadAll(sql);
      const types = reader.columnTypes().map((type) => type.typeId);
      return {
        columns: reader.columnNames(),
        rows: reader
          .getRowsJson()
          .map((row) => row.map((value, index) => makeCell(KINDS, types[index], textOf(value)))),
      };
    });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function textOf(value: unknown): string | null {
  if (value === null || typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new Error("a mart holds a list or structure");
}
