import { basename, resolve } from "node:path";
import { problemError } from "./refuse.ts";
import type { DuckdbConnection } from "./connection.ts";
import type { OutputReading } from "./output-reading.ts";

/** `ConfigError` `invalid_value`. */
export function readDuckdb({ source, output, path, folder }: OutputReading): DuckdbConnection {
  const file = output["path"];
  if (typeof file !== "string" || file.trim() === "" || file === ":memory:" || /^[a-z][a-z0-9+]+:/iu.test(file))
    throw problemError("invalid_profile", [
      {
        code: "invalid_value",
        message: `"path" must name a DuckDB file on this machine: dbt and Tierline both open it.`,
        remedy: "Write path: warehouse.duckdb (relative to the dbt project).",
        location: source.locate([...path, "path"]),
      },
    ]);
  const schema = output["schema"] ?? "main";
  if (typeof schema !== "string" || !/^\w{1,63}$/u.test(schema))
    throw problemError("invalid_profile", [
      {
        code: "invalid_value",
        message: `"schema" must be a plain name.`,
        remedy: "Use letters, digits and underscores only.",
        location: source.locate([...path, "schema"]),
      },
    ]);
  const name = basename(file);
  return {
    type: "duckdb",
    path: resolve(folder, file),
    database: name.includes(".") ? name.slice(0, name.lastIndexOf(".")) : name,
    schema,
  };
}
