/** How a PostgreSQL server is reached. */

export interface PostgresOptions {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Names looked up for relations without a schema; null: the server's own. */
  readonly searchPath: string | null;
  /** A role to take after the login; null: none. */
  readonly role: string | null;
  readonly tls: PostgresTls;
  /** libpq's `options`: settings of the session, as `-c work_mem=64MB`; what is ours comes after them. */
  readonly sessionOptions: string;
  /** Shown in `pg_stat_activity`, so that an administrator knows who holds a lock. */
  readonly applicationName: string;
  readonly connectTimeoutMs: number;
  /** Idle time after which a connection is probed, so that a firewall in between does not forget it. */
  readonly keepalivesIdleMs: number;
  /** The longest that one statement may take; a plan of millions of rows is one. */
  readonly statementTimeoutMs: number;
  /** The longest that a statement may wait for somebody else's lock. */
  readonly lockTimeoutMs: number;
  /** Connections at once, beside those that hold a lease. */
  readonly connectionsMax: number;
}

/** libpq's `sslmode`, but `allow`: who would rather not encrypt says `disable`. */
export interface PostgresTls {
  /** `prefer`: encrypted if the server can. `require`: encrypted, whoever answers. */
  readonly mode: "disable" | "prefer" | "require" | "verify-ca" | "verify-full";
  /** PEM texts; null: the system's authorities, no client certificate. */
  readonly authority: string | null;
  readonly certificate: string | null;
  readonly key: string | null;
}

/** What a profile need not say. */
export const POSTGRES_DEFAULTS = {
  port: 5432,
  searchPath: null,
  role: null,
  tls: { mode: "prefer", authority: null, certificate: null, key: null },
  sessionOptions: "",
  applicationName: "tierline",
  connectTimeoutMs: 10_000,
  keepalivesIdleMs: 30_000,
  statementTimeoutMs: 3_600_000,
  lockTimeoutMs: 60_000,
  connectionsMax: 8,
} as const satisfies Partial<PostgresOptions>;
