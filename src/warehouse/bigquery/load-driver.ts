/** The driver's packages are optional: they are asked for only where a profile names BigQuery. */
import { ConfigError } from "../../domain/errors.ts";

export interface BigQueryDriver {
  readonly BigQuery: (typeof import("@google-cloud/bigquery"))["BigQuery"];
  readonly GoogleAuth: (typeof import("google-auth-library"))["GoogleAuth"];
  readonly Impersonated: (typeof import("google-auth-library"))["Impersonated"];
  readonly OAuth2Client: (typeof import("google-auth-library"))["OAuth2Client"];
}

/** `ConfigError` `driver_missing` with the command that installs what is missing. */
export async function loadDriver(): Promise<BigQueryDriver> {
  try {
    const [{ BigQuery }, { GoogleAuth, Impersonated, OAuth2Client }] = await Promise.all([
      import("@google-cloud/bigquery"),
      import("google-auth-library"),
    ]);
    return { BigQuery, GoogleAuth, Impersonated, OAuth2Client };
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    throw new ConfigError("driver_missing", "The profile names BigQuery, whose driver is not installed.", {
      cause,
      remedy: "npm install @google-cloud/bigquery@9 google-auth-library@11",
    });
  }
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "ERR_MODULE_NOT_FOUND";
}
