import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Client, types as postgresTypes } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { startPostgres } from "../../../src/demo/postgres-server.ts";
import { DBT } from "../dbt-project.ts";
import type { EngineAccess } from "./engine.ts";
import { type Cell, type Kind, makeCell } from "./mart-csv.ts";
import { RAW_NAMES, columnsOf } from "./raw-tables.ts";

const TYPES = { text: "text", instant: "timestamp", amount: "numeric(18,4)" } as const;
const { builtins } = postgresTypes;
const KINDS: ReadonlyMap<unknown, Kind> = new Map<unknown, Kind>([
  [builtins.TEXT, "text"],
  [builtins.INT4, "whole"],
  [builtins.INT8, "whole"],
  [builtins.NUMERIC, "decimal"],
  [builtins.BOOL, "truth"],
  [builtins.DATE, "day"],
  [builtins.TIMESTAMP, "instant"],
]);

/** A server of its own, the database `postgres` on it. */
export async function postgresAccess(): Promise<EngineAccess> {
  const server = await startPostgres();
  const { host, port, user, password } = server;
  const dbname = "postgres";
  // Every value as the text that the server sends.
  const types = { getTypeParser: () => (text: string | Buffer) => String(text) };
  const client = new Client({ host, port, user, password, database: dbname, types });
  await client.connect();
  return {
    name: "PostgreSQL",
    dialect: "postgres",
    dbt: DBT,
    output: { type: "postgres", host, port, user, password, dbname, schema: "loyalty", threads: 4 },
    fill: async (rows) => {
      await client.query("drop schema if exists raw cascade; create schema raw");
      for (const table of RAW_NAMES) {
        const columns = columnsOf(table);
        await client.query(
          `create table raw.${table} (${columns.map(([name, type]) => `${name} ${TYPES[type]}`).join(", ")})`,
        );
        const lines = rows[table].map((row) => `${columns.map(([name]) => csvCell(row[name] ?? null)).join(",")}\n`);
        await pipeline(Readable.from(lines), client.query(copyFrom(`copy raw.${table} from stdin (format csv)`)));
      }
    },
    read: async (model) => {
      const { fields, rows } = await client.query<(string | null)[]>({
        text: `select * from loyalty.${model}`,
        rowMode: "array",
      });
      return {
        columns: fields.map((field) => field.name),
        rows: rows.map((row) => row.map((text, index) => cellOf(fields[index]?.dataTypeID, text))),
      };
    },
    close: async () => {
      await client.end();
      await server.stop();
    },
  };
}

/** NULL is nothing, an empty text is `""`. */
function csvCell(text: string | null): string {
  return text === null ? "" : `"${text.replaceAll('"', '""')}"`;
}

function cellOf(type: number | undefined, text: string | null): Cell {
  const isTruth = type === builtins.BOOL && text !== null;
  return makeCell(KINDS, type, isTruth ? String(text === "t") : text);
}
