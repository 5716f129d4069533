import { version } from "@duckdb/node-api";

/** Of the DuckDB in this process, as `1.5.6`. */
export function duckDbVersion(): string {
  return version().replace(/^v/u, "");
}
