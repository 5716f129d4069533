/** One database on a server: events, models and state in schemas of their own. */
import { readFile } from "node:fs/promises";
import type { PostgresConnection } from "../../config/connection.ts";
import type { Project } from "../../config/project.ts";
import { stateSchemaOf } from "../../config/state-place.ts";
import { ConfigError } from "../../domain/errors.ts";
import type { Environment } from "../../platform/environment.ts";
import { RAW_SCHEMA } from "../../load/raw-tables.ts";
import { duckDbParquetReader } from "../../warehouse/duckdb/duckdb-parquet-reader.ts";
import { describeServer } from "../../warehouse/postgres/describe-server.ts";
import { openPostgres } from "../../warehouse/postgres/open-postgres.ts";
import {
  POSTGRES_DEFAULTS,
  type PostgresOptions,
  type PostgresTls,
} from "../../warehouse/postgres/postgres-options.ts";
import type { PostgresWarehouse } from "../../warehouse/postgres/postgres-warehouse.ts";
import type { World } from "../world.ts";
import { storeOnServer } from "./store-on-server.ts";
import type { Store } from "./store.ts";

/**
 * How long the lease of a runner that died without a word keeps others out. A request is sent only while the lease holds
 * longer than the request may take.
 */
const LEASE_MS = 120_000;

export function postgresStore(
  world: Pick<World, "aheadMs" | "environment">,
  project: Pick<Project, "settings" | "target">,
  connection: PostgresConnection,
): Store {
  const open = async (): Promise<PostgresWarehouse> =>
    openPostgres(await optionsOf(connection, world.environment), duckDbParquetReader);

  const schemaOf = (target: string): string => stateSchemaOf(project.settings, "postgres", target);
  return storeOnServer(world, {
    open,
    marts: connection.schema,
    stateOf: (target) => ({ schema: schemaOf(target), leaseMs: LEASE_MS }),
    target: project.target,
    server: async () => {
      const warehouse = await open();
      try {
        return await describeServer(warehouse, [schemaOf(project.target), RAW_SCHEMA]);
      } finally {
        await warehouse.close();
      }
    },
  });
}

/** `PGOPTIONS` counts as it does for dbt, whose driver is libpq's. */
async function optionsOf(connection: PostgresConnection, environment: Environment): Promise<PostgresOptions> {
  const { host, port, user, password, database, searchPath, role, connectTimeoutMs, keepalivesIdleMs } = connection;
  return {
    ...POSTGRES_DEFAULTS,
    host,
    port,
    user,
    password,
    database,
    searchPath,
    role,
    connectTimeoutMs,
    keepalivesIdleMs: keepalivesIdleMs ?? POSTGRES_DEFAULTS.keepalivesIdleMs,
    tls: await tlsOf(connection),
    sessionOptions: environment["PGOPTIONS"] ?? "",
  };
}

/**
 * As libpq has it: a root certificate makes `require` look at the server's own, and `allow`, which tries without encryption
 * first, is no weaker the other way round. https://www.postgresql.org/docs/17/libpq-ssl.html
 */
async function tlsOf({ sslMode, sslRootCert, sslCert, sslKey }: PostgresConnection): Promise<PostgresTls> {
  const [authority, certificate, key] = await Promise.all([
    readPem("sslrootcert", sslRootCert),
    readPem("sslcert", sslCert),
    readPem("sslkey", sslKey),
  ]);
  const asked = sslMode === null || sslMode === "allow" ? POSTGRES_DEFAULTS.tls.mode : sslMode;
  const mode = asked === "require" && authority !== null ? "verify-ca" : asked;
  return { mode, authority, certificate, key };
}

async function readPem(setting: string, path: string | null): Promise<string | null> {
  if (path === null) return null;
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new ConfigError("tls_file", `${path} cannot be read.`, {
      cause,
      remedy: `Correct \`${setting}\` in profiles.yml, or the rights of the file.`,
    });
  }
}
