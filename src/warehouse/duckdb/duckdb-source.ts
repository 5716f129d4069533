/** dbt's DuckDB file, read from the state's file: attached read-only for each piece of work, then let go. */
import type { SourceAccess } from "../warehouse.ts";
import type { DuckDbWarehouse } from "./duckdb-warehouse.ts";

/** `path`: the file dbt writes; `schema`: the target's schema in it. */
export function duckDbSource(state: DuckDbWarehouse, path: string, schema: string): SourceAccess {
  const { dialect } = state;
  return {
    read: (work) => state.withReadable(path, (database) => work(`${dialect.quote(database)}.${dialect.quote(schema)}`)),
  };
}
