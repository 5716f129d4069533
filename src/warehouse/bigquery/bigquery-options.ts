/** How a project on BigQuery is reached, and what its jobs may cost. */

export interface BigQueryOptions {
  /** Where the data is: a relation without a project is looked for here. */
  readonly project: string;
  /** Who pays for the jobs. */
  readonly executionProject: string;
  /** As `EU` or `europe-central2`: where jobs run and datasets are made; null: where BigQuery finds the data. */
  readonly location: string | null;
  readonly credentials: BigQueryCredentials;
  /** The address of a service account to act as; null: nobody else. */
  readonly impersonate: string | null;
  /** Of an emulator or a private endpoint; null: Google's own. */
  readonly apiEndpoint: string | null;
  /** A query that would be billed for more fails before it costs anything; null: no limit but the project's own. */
  readonly maximumBytesBilled: number | null;
  readonly priority: "interactive" | "batch";
  /** The longest that one job may take; BigQuery stops it then. */
  readonly jobTimeoutMs: number;
  /** The dataset of tables that are there for one piece of work. They expire should nobody drop them. */
  readonly scratchSchema: string;
  /** On every job, so that its cost can be told from others'. */
  readonly labels: Readonly<Record<string, string>>;
}

export type BigQueryCredentials =
  /** Application default credentials. */
  | { readonly method: "oauth" }
  /** A service account's key file. */
  | { readonly method: "service-account"; readonly keyfile: string }
  | { readonly method: "service-account-json"; readonly key: Readonly<Record<string, unknown>> }
  /** A token that was made elsewhere; an emulator takes any. */
  | { readonly method: "oauth-secrets"; readonly token: string };

/** What a profile need not say. */
export const BIGQUERY_DEFAULTS = {
  location: null,
  impersonate: null,
  apiEndpoint: null,
  maximumBytesBilled: null,
  priority: "interactive",
  jobTimeoutMs: 3_600_000,
  scratchSchema: "tierline",
  labels: { application: "tierline" },
} as const satisfies Partial<BigQueryOptions>;
