/** Where a target's warehouse is, as far as Tierline itself connects to it: dbt reads the same output of profiles.yml. */

/** An embedded DuckDB file that dbt writes. */
export interface DuckdbConnection {
  readonly type: "duckdb";
  /** Absolute. */
  readonly path: string;
  /** dbt's name of it in relations: the file's name without its ending. */
  readonly database: string;
  /** dbt's schema, where models land unless they say otherwise. */
  readonly schema: string;
}

/** Null where the profile says nothing and the server's or the driver's default counts. */
export interface PostgresConnection {
  readonly type: "postgres";
  /** A name, an address, or the folder of a socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly schema: string;
  /** As libpq knows it. */
  readonly sslMode: SslMode | null;
  /** Absolute paths. */
  readonly sslCert: string | null;
  readonly sslKey: string | null;
  readonly sslRootCert: string | null;
  readonly searchPath: string | null;
  /** Taken on after connecting. */
  readonly role: string | null;
  readonly connectTimeoutMs: number;
  /** Idle time after which the connection is probed. */
  readonly keepalivesIdleMs: number | null;
}

export const SSL_MODES = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] as const;
type SslMode = (typeof SSL_MODES)[number];

export interface BigQueryConnection {
  readonly type: "bigquery";
  /** Where the data is. */
  readonly project: string;
  /** Who pays for the queries; the same unless the profile says otherwise. */
  readonly executionProject: string;
  readonly dataset: string;
  /** As `EU` or `europe-central2`. */
  readonly location: string | null;
  readonly credentials: BigQueryCredentials;
  /** The address of a service account to act as. */
  readonly impersonate: string | null;
  /** Of an emulator or a private endpoint, without a slash at its end. */
  readonly apiEndpoint: string | null;
  /** A query that would read more fails before it costs anything. */
  readonly maximumBytesBilled: number | null;
  readonly priority: "interactive" | "batch";
  /** How long asking for a job may take, and how long the job. */
  readonly jobCreationTimeoutMs: number | null;
  readonly jobExecutionTimeoutMs: number | null;
}

export type BigQueryCredentials =
  /** Application default credentials. */
  | { readonly method: "oauth" }
  /** `keyfile` is absolute. */
  | { readonly method: "service-account"; readonly keyfile: string }
  | { readonly method: "service-account-json"; readonly key: Readonly<Record<string, unknown>> }
  /** A token that was made elsewhere; an emulator takes any. */
  | { readonly method: "oauth-secrets"; readonly token: string };

export type Connection = DuckdbConnection | PostgresConnection | BigQueryConnection;
export const ENGINES = ["duckdb", "postgres", "bigquery"] as const satisfies readonly Connection["type"][];
export type EngineName = (typeof ENGINES)[number];
export type ConnectionOf<Name extends EngineName> = Extract<Connection, { readonly type: Name }>;
