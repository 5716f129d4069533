import { resolve } from "node:path";
import { z } from "zod";
import { SSL_MODES, type PostgresConnection } from "./connection.ts";
import { firstOf, plainName, readOutput, someText, wholeNumber, type OutputReading } from "./output-reading.ts";

/** dbt waits so long for a connection. */
const CONNECT_TIMEOUT_S = 10;

const postgresOutput = z.object({
  host: someText,
  port: wholeNumber(1, 65_535),
  user: someText,
  password: someText,
  dbname: someText,
  schema: plainName,
  sslmode: z.enum(SSL_MODES).nullish(),
  sslcert: someText.nullish(),
  sslkey: someText.nullish(),
  sslrootcert: someText.nullish(),
  search_path: someText.nullish(),
  role: someText.nullish(),
  connect_timeout: wholeNumber(1, 3600).default(CONNECT_TIMEOUT_S),
  keepalives_idle: wholeNumber(0, 86_400).default(0),
});

const OTHERS = ["type", "threads", "database", "pass", "application_name", "autocommit", "retries"];
const KNOWN = [...Object.keys(postgresOutput.shape), ...OTHERS];

/** `ConfigError` with every problem, its place and what to do. */
export function readPostgres(reading: OutputReading): PostgresConnection {
  const output = firstOf(firstOf(reading.output, "dbname", "database"), "password", "pass");
  const read = readOutput({ ...reading, output }, postgresOutput, KNOWN);
  const file = (path: string | null | undefined): string | null =>
    path === null || path === undefined ? null : resolve(reading.folder, path);
  return {
    type: "postgres",
    host: read.host,
    port: read.port,
    user: read.user,
    password: read.password,
    database: read.dbname,
    schema: read.schema,
    sslMode: read.sslmode ?? null,
    sslCert: file(read.sslcert),
    sslKey: file(read.sslkey),
    sslRootCert: file(read.sslrootcert),
    searchPath: read.search_path ?? null,
    role: read.role ?? null,
    connectTimeoutMs: read.connect_timeout * 1000,
    // 0 is libpq's word for the system's own.
    keepalivesIdleMs: read.keepalives_idle === 0 ? null : read.keepalives_idle * 1000,
  };
}
