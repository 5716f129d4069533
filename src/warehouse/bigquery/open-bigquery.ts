/** Opens a project on BigQuery, with the credentials that a profile names. */
import { existsSync } from "node:fs";
import type { BigQuery } from "@google-cloud/bigquery";
import type { AuthClient, GoogleAuth } from "google-auth-library";
import { ConfigError } from "../../domain/errors.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Random } from "../../platform/random.ts";
import type { ParquetReader } from "../parquet-reader.ts";
import type { BigQueryOptions } from "./bigquery-options.ts";
import { BigQueryWarehouse } from "./bigquery-warehouse.ts";
import { loadDriver, type BigQueryDriver } from "./load-driver.ts";
import { translateError } from "./translate-error.ts";

const SCOPES = ["https://www.googleapis.com/auth/cloud-platform"];
const IMPERSONATION_S = 3_600;

export interface BigQueryMeans {
  readonly clock: Clock;
  readonly random: Random;
  readonly parquet: ParquetReader;
}

/** `ConfigError`: `driver_missing`, `warehouse_authentication`. No job is run. */
export async function openBigQuery(options: BigQueryOptions, means: BigQueryMeans): Promise<BigQueryWarehouse> {
  const driver = await loadDriver();
  try {
    return new BigQueryWarehouse({ ...means, options, client: await connect(driver, options) });
  } catch (error) {
    throw translateError(error);
  }
}

/** The driver repeats nothing by itself: it does not know what may be repeated. */
async function connect(driver: BigQueryDriver, options: BigQueryOptions): Promise<BigQuery> {
  const { executionProject: projectId, apiEndpoint, location } = options;
  return new driver.BigQuery({
    projectId,
    authClient: await authenticate(driver, options),
    retryOptions: { autoRetry: false, maxRetries: 0 },
    userAgent: "tierline",
    ...(apiEndpoint === null ? {} : { apiEndpoint }),
    ...(location === null ? {} : { location }),
  });
}

async function authenticate(driver: BigQueryDriver, options: BigQueryOptions): Promise<AuthClient> {
  const sourceClient = await ownClient(driver, options);
  if (options.impersonate === null) return sourceClient;
  return new driver.Impersonated({
    sourceClient,
    targetPrincipal: options.impersonate,
    targetScopes: SCOPES,
    lifetime: IMPERSONATION_S,
  });
}

async function ownClient(driver: BigQueryDriver, { credentials }: BigQueryOptions): Promise<AuthClient> {
  if (credentials.method === "oauth-secrets") {
    const client = new driver.OAuth2Client();
    client.setCredentials({ access_token: credentials.token });
    return client;
  }
  return googleAuth(driver, credentials).getClient();
}

function googleAuth(
  driver: BigQueryDriver,
  credentials: Exclude<BigQueryOptions["credentials"], { readonly method: "oauth-secrets" }>,
): GoogleAuth {
  if (credentials.method === "oauth") return new driver.GoogleAuth({ scopes: SCOPES });
  if (credentials.method === "service-account-json")
    return new driver.GoogleAuth({ scopes: SCOPES, credentials: { ...credentials.key } });
  if (!existsSync(credentials.keyfile))
    throw new ConfigError("warehouse_authentication", "The key file of the service account does not exist.", {
      location: { file: credentials.keyfile },
      remedy: "Check keyfile in profiles.yml.",
    });
  return new driver.GoogleAuth({ scopes: SCOPES, keyFilename: credentials.keyfile });
}
