/** Where the state of a target lies: in a file of its own beside a DuckDB file, else in a schema of the database itself. */
import { join } from "node:path";
import type { EngineName } from "./connection.ts";
import type { Settings } from "./settings.ts";

/** On DuckDB alone. Absolute. `folder`: the project's. */
export function statePathOf(
  { folder, settings }: { readonly folder: string; readonly settings: Pick<Settings, "state"> },
  target: string,
): string {
  return settings.state ?? join(folder, `state.${target}.duckdb`);
}

/**
 * The schema of the state's tables. Targets share a server's database more often than not, and a state is one target's:
 * there its name is part of the schema's unless tierline.yml names one.
 */
export function stateSchemaOf(settings: Pick<Settings, "schema">, engine: EngineName, target: string): string {
  if (settings.schema !== null) return settings.schema;
  return engine === "duckdb" ? "tierline" : `tierline_${target.toLowerCase().replaceAll(/[^a-z0-9_]/gu, "_")}`;
}
