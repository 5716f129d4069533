/** One BigQuery for all files of a run that ask for it: the emulator, or the real project that the environment names. */
import type { TestProject } from "vitest/node";
import { systemClock } from "../../src/platform/clock.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { BIGQUERY_DEFAULTS } from "../../src/warehouse/bigquery/bigquery-options.ts";
import { openBigQuery } from "../../src/warehouse/bigquery/open-bigquery.ts";
import { duckDbParquetReader } from "../../src/warehouse/duckdb/duckdb-parquet-reader.ts";
import { readBigQuerySetting, type BigQuerySetting } from "../live/bigquery-setting.ts";
import { startBigQueryEmulator } from "./bigquery-emulator.ts";

declare module "vitest" {
  export interface ProvidedContext {
    readonly bigQuery: BigQuerySetting;
  }
}

let endAll: (() => Promise<void>) | undefined;

export async function setup(project: TestProject): Promise<void> {
  const live = readBigQuerySetting(process.env);
  if (live !== undefined) {
    await removeDatasets(live);
    endAll = () => removeDatasets(live);
    project.provide("bigQuery", live);
    return;
  }
  const { endpoint, project: name, stop } = await startBigQueryEmulator();
  endAll = stop;
  project.provide("bigQuery", {
    project: name,
    executionProject: name,
    location: "US",
    credentials: { method: "oauth-secrets", token: "fake" },
    impersonate: null,
    apiEndpoint: endpoint,
    maximumBytesBilled: null,
  });
}

export async function teardown(): Promise<void> {
  await endAll?.();
}

/** Of this run, or of one that was killed. */
async function removeDatasets(setting: BigQuerySetting): Promise<void> {
  const means = { clock: systemClock, random: systemRandom, parquet: duckDbParquetReader };
  const warehouse = await openBigQuery({ ...BIGQUERY_DEFAULTS, ...setting }, means);
  const region = `region-${(setting.location ?? "us").toLowerCase()}`;
  const left = await warehouse.rows(
    `select schema_name from \`${region}\`.information_schema.schemata where starts_with(schema_name, 'tierline_test_')`,
  );
  for (const { schema_name: name } of left) await warehouse.run(`drop schema if exists \`${String(name)}\` cascade`);
}
