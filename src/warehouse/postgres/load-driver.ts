/** The driver's packages are optional: they are asked for only where a profile names PostgreSQL. */
import { ConfigError } from "../../domain/errors.ts";

export interface PostgresDriver {
  readonly knex: (typeof import("knex"))["knex"];
  readonly Cursor: typeof import("pg-cursor");
  readonly copyFrom: (typeof import("pg-copy-streams"))["from"];
}

/** `ConfigError` `driver_missing` with the command that installs what is missing. */
export async function loadDriver(): Promise<PostgresDriver> {
  try {
    const [knex, , cursor, copy] = await Promise.all([
      import("knex"),
      import("pg"),
      import("pg-cursor"),
      import("pg-copy-streams"),
    ]);
    return { knex: knex.default.knex, Cursor: cursor.default, copyFrom: copy.from };
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    throw new ConfigError("driver_missing", "The profile names PostgreSQL, whose driver is not installed.", {
      cause,
      remedy: "npm install knex@3 pg@8 pg-cursor@2 pg-copy-streams@7",
    });
  }
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "ERR_MODULE_NOT_FOUND";
}
