/** What BigQuery and its driver say, in our four classes: by the reason of a job's error, or by what HTTP answered. */
import { ConfigError, ContractError, TierlineError, TransientError } from "../../domain/errors.ts";
import { engineWords } from "../../domain/engine-words.ts";
import { driverError } from "./rest-shapes.ts";

type Make = (message: string, cause: unknown) => TierlineError;

export function translateError(cause: unknown): TierlineError {
  if (cause instanceof TierlineError) return cause;
  const { code, message, reason } = readError(cause);
  const make = ofMessage(message) ?? byReason.get(reason) ?? byCode.get(code);
  if (make !== undefined) return make(message, cause);
  return new ContractError(
    "warehouse_statement",
    `BigQuery refused a statement${reason === "" ? "" : ` (${reason})`}: ${engineWords(message, false)}`,
  );
}

/** True of a request whose answer was lost, or that may be sent again as it is. */
export function isTransient(cause: unknown): boolean {
  const error = translateError(cause);
  return error instanceof TransientError && (error.code === "warehouse_unreachable" || error.code === "warehouse_busy");
}

/** A job of this id is known already. */
export function isRepeated(cause: unknown): boolean {
  const { code, reason } = readError(cause);
  return code === "409" && (reason === "duplicate" || reason === "");
}

function readError(cause: unknown): { readonly code: string; readonly message: string; readonly reason: string } {
  const read = driverError.safeParse(cause);
  if (!read.success) return { code: "", message: cause instanceof Error ? cause.message : String(cause), reason: "" };
  const { code = "", message, errors = [] } = read.data;
  return { code: String(code), message: errors[0]?.message ?? message, reason: errors[0]?.reason ?? "" };
}

/** Some reasons are shared by causes that differ in what is to be done. */
function ofMessage(message: string): Make | undefined {
  if (/aborted due to concurrent update|could not serialize access/iu.test(message)) return conflict;
  if (/Quota exceeded: Your project exceeded quota for free query bytes|bytes billed/iu.test(message)) return tooDear;
  if (/Could not load the default credentials|Could not refresh access token|invalid_grant/iu.test(message))
    return unauthenticated;
  return undefined;
}

const unreachable: Make = (_message, cause) =>
  new TransientError("warehouse_unreachable", "BigQuery cannot be reached, or it did not answer.", {
    cause,
    remedy: "Check the connection and api_endpoint in profiles.yml, then try again.",
  });

const busy: Make = (_message, cause) =>
  new TransientError("warehouse_busy", "BigQuery has too much to do, or a limit of its own was reached.", {
    cause,
    remedy: "Wait a minute, then try again. Which limit it was stands in the project's list of jobs.",
  });

const exhausted: Make = (_message, cause) =>
  new TransientError(
    "warehouse_exhausted",
    "BigQuery ran out of what the project may use, or a statement was too large.",
    {
      cause,
      remedy: "Look at the project's quotas and reservation, then try again.",
    },
  );

const conflict: Make = (_message, cause) =>
  new TransientError("warehouse_conflict", "Two transactions changed the same table at once.", {
    cause,
    remedy: "Try again when the other run has ended.",
  });

const unauthenticated: Make = (_message, cause) =>
  new ConfigError("warehouse_authentication", "Google does not accept these credentials.", {
    cause,
    remedy: "Run `gcloud auth application-default login`, or check method, keyfile and token in profiles.yml.",
  });

const missing: Make = (message, cause) =>
  new ConfigError("relation_missing", `BigQuery: ${engineWords(message, true)}.`, {
    cause,
    remedy: "Build the models first. If they are there, check project, dataset and location in profiles.yml.",
  });

const tooDear: Make = (message, cause) =>
  new ConfigError("warehouse_bytes", `A query would be billed for more than it may: ${engineWords(message, true)}`, {
    cause,
    remedy: "Raise maximum_bytes_billed in profiles.yml, or leave it out.",
  });

const forbidden: Make = (message, cause) =>
  new ConfigError("warehouse_permission", `BigQuery: ${engineWords(message, true)}`, {
    cause,
    remedy: /perhaps it does not exist/u.test(message)
      ? `Build the models first. If they are there: ${grantFor(message)}`
      : grantFor(message),
  });

const stopped: Make = (_message, cause) =>
  new TransientError("warehouse_cancelled", "A job in BigQuery was stopped, by somebody or by its time limit.", {
    cause,
    remedy: "Look at the project's list of jobs, or raise job_execution_timeout_seconds in profiles.yml.",
  });

/** "Error messages", docs.cloud.google.com/bigquery/docs/error-messages, read 2026-11-28. */
const byReason: ReadonlyMap<string, Make> = new Map<string, Make>([
  ["notFound", missing],
  ["accessDenied", forbidden],
  ["bytesBilledLimitExceeded", tooDear],
  ["stopped", stopped],
  ["timeout", stopped],
  ["authError", unauthenticated],
  ["required", unauthenticated],
  ...["backendError", "internalError", "jobBackendError", "jobInternalError"].map(
    (reason) => [reason, unreachable] as const,
  ),
  ...["rateLimitExceeded", "jobRateLimitExceeded", "tableUnavailable"].map((reason) => [reason, busy] as const),
  ...["quotaExceeded", "resourcesExceeded", "responseTooLarge", "billingTierLimitExceeded"].map(
    (reason) => [reason, exhausted] as const,
  ),
]);

/** Statuses of HTTP, and the system's own words for a connection that failed. */
const byCode: ReadonlyMap<string, Make> = new Map<string, Make>([
  ["401", unauthenticated],
  ["403", forbidden],
  ["404", missing],
  ["429", busy],
  ...["500", "502", "503", "504"].map((code) => [code, unreachable] as const),
  ...["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"].map(
    (code) => [code, unreachable] as const,
  ),
]);

const ROLES: readonly (readonly [RegExp, role: string, on: string])[] = [
  [/bigquery\.jobs\./u, "BigQuery Job User (roles/bigquery.jobUser)", "the project that pays for the jobs"],
  [
    /bigquery\.datasets\.create/u,
    "BigQuery User (roles/bigquery.user)",
    "the project, or create the dataset beforehand",
  ],
  [
    /bigquery\.(?:tables\.(?:create|update|delete)|tables\.updateData|routines\.)/u,
    "BigQuery Data Editor (roles/bigquery.dataEditor)",
    "the dataset",
  ],
  [
    /iam\.serviceAccounts\./u,
    "Service Account Token Creator (roles/iam.serviceAccountTokenCreator)",
    "the account to act as",
  ],
];

/** Who lacks it is the account of profiles.yml. Roles: docs.cloud.google.com/bigquery/docs/access-control, read 2026-11-28. */
function grantFor(message: string): string {
  const [, role, on] = ROLES.find(([pattern]) => pattern.test(message)) ?? [
    /./u,
    "BigQuery Data Viewer (roles/bigquery.dataViewer)",
    "the dataset that is read",
  ];
  return `Grant the account of profiles.yml the role ${role} on ${on}.`;
}
