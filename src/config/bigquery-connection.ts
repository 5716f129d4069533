import { resolve } from "node:path";
import { z } from "zod";
import type { BigQueryConnection, BigQueryCredentials } from "./connection.ts";
import { firstOf, readOutput, someText, wholeNumber, type OutputReading } from "./output-reading.ts";

const DAY_S = 86_400;
const seconds = wholeNumber(1, 7 * DAY_S);
const projectId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.:-]{0,61}[a-z0-9]$/u, "this must be the id of a project, as my-shop-1234.");

const common = {
  project: projectId,
  execution_project: projectId.nullish(),
  dataset: z
    .string()
    .regex(/^\w{1,1024}$/u, "this must be the name of a dataset: letters, digits and underscores only."),
  location: z
    .string()
    .regex(/^[A-Za-z]+(?:-[a-z]+\d+)?$/u, "this must be a location, as EU or europe-central2.")
    .nullish(),
  impersonate_service_account: z
    .string()
    .regex(/^[^\s@]+@[^\s@]+$/u, "this must be the address of a service account.")
    .nullish(),
  api_endpoint: z
    .string()
    .regex(/^https?:\/\/[^\s/]+(?:\/\S*)?$/u, "this must begin with http:// or https://.")
    .nullish(),
  maximum_bytes_billed: wholeNumber(1, Number.MAX_SAFE_INTEGER).nullish(),
  priority: z.enum(["interactive", "batch"]).default("interactive"),
  job_creation_timeout_seconds: seconds.nullish(),
  job_execution_timeout_seconds: seconds.nullish(),
};

const bigQueryOutput = z.discriminatedUnion("method", [
  z.object({ ...common, method: z.literal("oauth") }),
  z.object({ ...common, method: z.literal("service-account"), keyfile: someText }),
  z.object({
    ...common,
    method: z.literal("service-account-json"),
    keyfile_json: z.looseObject({ client_email: someText, private_key: someText }),
  }),
  z.object({ ...common, method: z.literal("oauth-secrets"), token: someText }),
]);

const OTHERS =
  "type threads method keyfile keyfile_json token refresh_token client_id client_secret token_uri database schema " +
  "quota_project reservation job_retry_deadline_seconds job_retries retries timeout_seconds job_link_info_level_log scopes " +
  "workload_pool_provider_path service_account_impersonation_url token_endpoint compute_region dataproc_region " +
  "dataproc_cluster_name gcs_bucket submission_method dataproc_batch target_project target_dataset";
const KNOWN = [...Object.keys(common), ...OTHERS.split(" ")];

/** dbt's own names beside those that people write. */
const ALIASES = [
  ["project", "database"],
  ["dataset", "schema"],
  ["job_execution_timeout_seconds", "timeout_seconds"],
] as const;

/** `ConfigError` with every problem, its place and what to do. */
export function readBigQuery(reading: OutputReading): BigQueryConnection {
  const output = ALIASES.reduce((found, [name, other]) => firstOf(found, name, other), reading.output);
  const read = readOutput({ ...reading, output }, bigQueryOutput, KNOWN);
  return {
    type: "bigquery",
    project: read.project,
    executionProject: read.execution_project ?? read.project,
    dataset: read.dataset,
    location: read.location ?? null,
    credentials: credentialsOf(read, reading.folder),
    impersonate: read.impersonate_service_account ?? null,
    apiEndpoint: read.api_endpoint?.replace(/\/+$/u, "") ?? null,
    maximumBytesBilled: read.maximum_bytes_billed ?? null,
    priority: read.priority,
    jobCreationTimeoutMs: milliseconds(read.job_creation_timeout_seconds),
    jobExecutionTimeoutMs: milliseconds(read.job_execution_timeout_seconds),
  };
}

function credentialsOf(read: z.output<typeof bigQueryOutput>, folder: string): BigQueryCredentials {
  if (read.method === "oauth") return { method: read.method };
  if (read.method === "service-account") return { method: read.method, keyfile: resolve(folder, read.keyfile) };
  if (read.method === "service-account-json") return { method: read.method, key: read.keyfile_json };
  return { method: read.method, token: read.token };
}

function milliseconds(given: number | null | undefined): number | null {
  return given === null || given === undefined ? null : given * 1000;
}
