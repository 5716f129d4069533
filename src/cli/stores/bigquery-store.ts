/** Datasets of one project on BigQuery: events, models and state. */
import type { BigQueryConnection } from "../../config/connection.ts";
import type { Project } from "../../config/project.ts";
import { stateSchemaOf } from "../../config/state-place.ts";
import { RAW_SCHEMA } from "../../load/raw-tables.ts";
import { beatEvery } from "../../platform/heartbeat.ts";
import { BIGQUERY_DEFAULTS, type BigQueryOptions } from "../../warehouse/bigquery/bigquery-options.ts";
import type { BigQueryWarehouse } from "../../warehouse/bigquery/bigquery-warehouse.ts";
import { openBigQuery } from "../../warehouse/bigquery/open-bigquery.ts";
import { duckDbParquetReader } from "../../warehouse/duckdb/duckdb-parquet-reader.ts";
import type { World } from "../world.ts";
import { storeOnServer } from "./store-on-server.ts";
import type { Store } from "./store.ts";

/** How long the lease of a runner that died keeps others out: nothing on BigQuery notices the end of a process. */
const LEASE_MS = 300_000;
/** A renewal is a job, and takes a second: one serves the requests that follow it, and long jobs are waited for with it. */
const RENEW_AFTER_MS = 60_000;
/** Receipts are stored together, as a job for each batch would take longer than the batch. */
const RECEIPTS_DELAY_MS = 5_000;

export function bigQueryStore(
  world: Pick<World, "aheadMs" | "clock" | "random">,
  project: Pick<Project, "settings" | "target">,
  connection: BigQueryConnection,
): Store {
  const stateSchema = stateSchemaOf(project.settings, "bigquery", project.target);

  const open = (): Promise<BigQueryWarehouse> =>
    openBigQuery(optionsOf(connection, stateSchema), {
      clock: world.clock,
      random: world.random,
      parquet: duckDbParquetReader,
    });

  return storeOnServer(world, {
    open,
    marts: `${connection.project}.${connection.dataset}`,
    stateOf: (target) => ({
      // With the project: a dataset without one would be looked for in the project that pays.
      schema: `${connection.project}.${stateSchemaOf(project.settings, "bigquery", target)}`,
      leaseMs: LEASE_MS,
      renewAfterMs: RENEW_AFTER_MS,
      heartbeat: beatEvery(RENEW_AFTER_MS),
      receiptsDelayMs: RECEIPTS_DELAY_MS,
    }),
    target: project.target,
    server: async () => {
      const warehouse = await open();
      const looks = [stateSchema, RAW_SCHEMA].map(async (name) => {
        const isThere = await warehouse.hasSchema(name);
        return { name, is: isThere ? ("there" as const) : ("creatable" as const) };
      });
      return {
        name: `BigQuery, project ${connection.project}`,
        isEncrypted: connection.apiEndpoint === null || connection.apiEndpoint.startsWith("https:"),
        schemas: await Promise.all(looks),
      };
    },
  });
}

function optionsOf(connection: BigQueryConnection, scratchSchema: string): BigQueryOptions {
  return {
    ...BIGQUERY_DEFAULTS,
    project: connection.project,
    executionProject: connection.executionProject,
    location: connection.location,
    credentials: connection.credentials,
    impersonate: connection.impersonate,
    apiEndpoint: connection.apiEndpoint,
    maximumBytesBilled: connection.maximumBytesBilled,
    priority: connection.priority,
    jobTimeoutMs: connection.jobExecutionTimeoutMs ?? BIGQUERY_DEFAULTS.jobTimeoutMs,
    scratchSchema,
  };
}
