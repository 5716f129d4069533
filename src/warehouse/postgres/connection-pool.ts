/**
 * Connections of one PostgreSQL database, each lent to one piece of work at a time. knex opens, counts and discards them;
 * the statements go to the driver itself, since knex reads question marks in a text as parameters and ours are regular
 * expressions.
 */
import type { Knex } from "knex";
import type { Client } from "pg";
import { InvariantError } from "../../domain/errors.ts";
import { noticeEnd } from "./connection-end.ts";
import type { PostgresOptions, PostgresTls } from "./postgres-options.ts";
import type { PostgresDriver } from "./load-driver.ts";
import { translateError } from "./translate-error.ts";

export class ConnectionPool {
  readonly #knex: Knex;
  #isClosed = false;

  constructor(driver: PostgresDriver, options: PostgresOptions) {
    this.#knex = driver.knex({
      client: "pg",
      connection: {
        host: options.host,
        port: options.port,
        user: options.user,
        password: options.password,
        database: options.database,
        ssl: sslOf(options.tls),
        application_name: options.applicationName,
        connectionTimeoutMillis: options.connectTimeoutMs,
        keepAlive: true,
        keepAliveInitialDelayMillis: options.keepalivesIdleMs,
        // From the greeting on: a role's own limit could cancel even the statement that sets ours.
        options: `${options.sessionOptions} -c statement_timeout=${options.statementTimeoutMs}`,
      },
      pool: {
        min: 0,
        max: options.connectionsMax,
        afterCreate: (client: Client, done: (error: unknown, client: Client) => void) => {
          noticeEnd(client);
          const { text, values } = sessionStatement(options);
          client.query(text, values, (error: unknown) => {
            done(error, client);
          });
        },
        // Without it knex waits out its whole time for a server that has said no.
        propagateCreateError: true,
      },
      // What is worth saying is thrown; knex would print it besides.
      log: { warn: ignore, error: ignore, deprecate: ignore, debug: ignore },
      acquireConnectionTimeout: options.connectTimeoutMs + options.lockTimeoutMs,
    });
  }

  async take(): Promise<Client> {
    if (this.#isClosed) throw new InvariantError("warehouse_closed", "A closed warehouse was used.");
    try {
      return await this.#knex.client.acquireConnection();
    } catch (error) {
      throw translateError(error);
    }
  }

  async give(client: Client): Promise<void> {
    await this.#knex.client.releaseConnection(client);
  }

  /** Lends a connection to `work`. One that broke meanwhile is not lent again: knex notices its end. */
  async lend<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
    const client = await this.take();
    try {
      return await work(client);
    } catch (error) {
      throw translateError(error);
    } finally {
      await this.give(client);
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#knex.destroy();
  }
}

const ignore = (): void => undefined;

/**
 * A server may be told to answer before a commit is written down (`synchronous_commit = off`). A plan announced like that could
 * be forgotten by a crash after its first request was sent. Every other value waits at least for the server's own disk.
 */
const DURABLE =
  "set_config('synchronous_commit', case current_setting('synchronous_commit') when 'off' then 'local' else current_setting('synchronous_commit') end, false)";

/** Everything that could change a text or hang for ever is said, whatever the server's and the role's own settings are. */
function sessionStatement(options: PostgresOptions): { readonly text: string; readonly values: string[] } {
  const settings: Readonly<Record<string, string>> = {
    ...(options.role === null ? {} : { role: options.role }),
    ...(options.searchPath === null ? {} : { search_path: options.searchPath }),
    timezone: "UTC",
    datestyle: "ISO, YMD",
    intervalstyle: "postgres",
    bytea_output: "hex",
    extra_float_digits: "1",
    client_encoding: "UTF8",
    standard_conforming_strings: "on",
    // Once more: a proxy in between may drop what the greeting says.
    statement_timeout: String(options.statementTimeoutMs),
    lock_timeout: String(options.lockTimeoutMs),
    default_transaction_isolation: "read committed",
    // A server that hears nothing of a dead machine for hours would keep its locks for hours.
    tcp_keepalives_idle: "30",
    tcp_keepalives_interval: "10",
    tcp_keepalives_count: "3",
  };
  const names = Object.keys(settings);
  const items = names.map((name, index) => `set_config('${name}', $${index + 1}, false)`);
  return { text: `select ${[...items, DURABLE].join(", ")}`, values: Object.values(settings) };
}

function sslOf({ mode, authority, certificate, key }: PostgresTls): false | Readonly<Record<string, unknown>> {
  if (mode === "disable") return false;
  const isVerified = mode === "verify-ca" || mode === "verify-full";
  return {
    rejectUnauthorized: isVerified,
    ...(mode === "verify-ca" ? { checkServerIdentity: () => undefined } : {}),
    ...(authority === null ? {} : { ca: authority }),
    ...(certificate === null ? {} : { cert: certificate }),
    ...(key === null ? {} : { key }),
  };
}
