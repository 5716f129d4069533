/** Which server answers, and what its user may do there. */
import type { Statements } from "../warehouse.ts";

export interface PostgresServerFacts {
  /** With its version and the database. */
  readonly name: string;
  readonly isEncrypted: boolean;
  /**
   * `creatable`: not there, and the user may make it. `missing`: not there, and the user may not. `closed`: there, and the user
   * may make no tables in it.
   */
  readonly schemas: readonly { readonly name: string; readonly is: "there" | "creatable" | "missing" | "closed" }[];
}

/** `schemas`: those that are written. */
export async function describeServer(statements: Statements, schemas: readonly string[]): Promise<PostgresServerFacts> {
  const [server] = await statements.rows(
    `select current_setting('server_version') as version, current_database() as database,
      coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as is_encrypted,
      has_database_privilege(current_database(), 'create') as may_create`,
  );
  const looks = schemas.map(async (name) => {
    const [found] = await statements.rows(
      "select has_schema_privilege(oid, 'usage, create') as is_open from pg_namespace where nspname = $1",
      [name],
    );
    if (found === undefined) return { name, is: server?.["may_create"] === true ? "creatable" : "missing" } as const;
    return { name, is: found["is_open"] === true ? "there" : "closed" } as const;
  });
  return {
    // The version is as `15.7 (Debian 15.7-1.pgdg120+1)`.
    name: `PostgreSQL ${String(server?.["version"]).split(" ")[0] ?? ""}, database ${String(server?.["database"])}`,
    isEncrypted: server?.["is_encrypted"] === true,
    schemas: await Promise.all(looks),
  };
}
