/** Which real project the suite of BigQuery may use, from the environment. */
import type { BigQueryOptions } from "../../src/warehouse/bigquery/bigquery-options.ts";

export const BIGQUERY_VARIABLES = {
  project: "TIERLINE_LIVE_BIGQUERY_PROJECT",
  location: "TIERLINE_LIVE_BIGQUERY_LOCATION",
  keyfile: "TIERLINE_LIVE_BIGQUERY_KEYFILE",
  impersonate: "TIERLINE_LIVE_BIGQUERY_IMPERSONATE",
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
  const [project, location, keyfile, impersonate] = Object.values(BIGQUERY_VARIABLES).map((name) => {
    const value = environment[name] ?? "";
    return value === "" ? null : value;
  });
  if (project === null || project === undefined) return undefined;
  return {
    project,
    executionProject: project,
    location: location ?? "EU",
    credentials:
      keyfile === null || keyfile === undefined ? { method: "oauth" } : { method: "service-account", keyfile },
    impersonate: impersonate ?? null,
    apiEndpoint: null,
    maximumBytesBilled: BYTES_MAX,
  };
}
