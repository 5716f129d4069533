/** Which real project the suite of BigQuery may use, from the environment. */
import type { BigQueryOptions } from "../../src/warehouse/bigquery/bigquery-options.ts";

export const BIGQUERY_VARIABLES = {
  project: "TIERLINE_LIVE_BIGQUERY_PROJECT",
  location: "TIERLINE_LIVE_BIGQUERY_LOCATION",
  keyfile: "TIERLINE_LIVE_BIGQUERY_KEYFILE",
  impersonate: "TIERLINE_LIVE_BIGQUERY_IMPERSONATE",
  endpoint: "TIERLINE_LIVE_BIGQUERY_ENDPOINT",
} as const;

export type BigQuerySetting = Pick<
  BigQueryOptions,
  "project" | "executionProject" | "location" | "credentials" | "impersonate" | "apiEndpoint" | "maximumBytesBilled"
>;

/** The suite's tables are small: what would scan more than this is a mistake. */
const BYTES_MAX = 1_000_000_000;

/** Undefined: no project is named. */
export function readBigQuerySetting(
  environment: Readonly<Record<string, string | undefined>>,
): BigQuerySetting | undefined {
  const given = (name: keyof typeof BIGQUERY_VARIABLES): string | null => {
    const value = environment[BIGQUERY_VARIABLES[name]] ?? "";
    return value === "" ? null : value;
  };
  const project = given("project");
  if (project === null) return undefined;
  return {
    project,
    executionProject: project,
    location: given("location") ?? "EU",
    credentials: credentialsOf(given("keyfile"), given("endpoint")),
    impersonate: given("impersonate"),
    apiEndpoint: given("endpoint"),
    maximumBytesBilled: BYTES_MAX,
  };
}

/** An endpoint of one's own is an emulator, which takes any token. */
function credentialsOf(keyfile: string | null, endpoint: string | null): BigQuerySetting["credentials"] {
  if (endpoint !== null) return { method: "oauth-secrets", token: "fake" };
  return keyfile === null ? { method: "oauth" } : { method: "service-account", keyfile };
}
