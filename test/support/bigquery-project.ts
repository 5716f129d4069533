/** The run's BigQuery, and datasets in it that are one test file's own. */
import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { systemClock } from "../../src/platform/clock.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { BIGQUERY_DEFAULTS, type BigQueryOptions } from "../../src/warehouse/bigquery/bigquery-options.ts";
import type { BigQueryWarehouse } from "../../src/warehouse/bigquery/bigquery-warehouse.ts";
import { openBigQuery } from "../../src/warehouse/bigquery/open-bigquery.ts";
import { duckDbParquetReader } from "../../src/warehouse/duckdb/duckdb-parquet-reader.ts";

export function openProject(changes: Partial<BigQueryOptions> = {}): Promise<BigQueryWarehouse> {
  const options: BigQueryOptions = {
    ...BIGQUERY_DEFAULTS,
    ...inject("bigQuery"),
    scratchSchema: "scratch",
    ...changes,
  };
  return openBigQuery(options, { clock: systemClock, random: systemRandom, parquet: duckDbParquetReader });
}

/** A dataset's name that nobody else uses. */
export function ownDataset(name: string): string {
  return `tierline_test_${name}_${randomBytes(4).toString("hex")}`;
}
