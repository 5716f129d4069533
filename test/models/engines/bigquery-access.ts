import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BigQueryDate, BigQueryTimestamp } from "@google-cloud/bigquery";
import { z } from "zod";
import { startBigQueryEmulator } from "../../support/bigquery-emulator.ts";
import { REPOSITORY } from "../dbt-project.ts";
import type { EngineAccess } from "./engine.ts";
import { type Kind, makeCell } from "./mart-csv.ts";
import { RAW_NAMES, columnsOf } from "./raw-tables.ts";
import { writeLines } from "./write-lines.ts";

const TYPES = { text: "STRING", instant: "TIMESTAMP", amount: "NUMERIC" } as const;
const KINDS: ReadonlyMap<unknown, Kind> = new Map<unknown, Kind>([
  ["STRING", "text"],
  ["INTEGER", "whole"],
  ["NUMERIC", "decimal"],
  ["BOOLEAN", "truth"],
  ["DATE", "day"],
  ["TIMESTAMP", "instant"],
]);
const schemaOf = z.object({ schema: z.object({ fields: z.array(z.object({ name: z.string(), type: z.string() })) }) });

/** An emulator of its own. */
export async function bigQueryAccess(): Promise<EngineAccess> {
  const { client, project, endpoint, stop } = await startBigQueryEmulator();
  const folder = mkdtempSync(join(tmpdir(), "tierline-engine-bigquery-"));
  const location = "US";
  await client.createDataset("raw", { location });
  return {
    name: "BigQuery (emulator)",
    dialect: "bigquery",
    dbt: join(REPOSITORY, ".venv-bigquery/bin/dbt"),
    output: {
      type: "bigquery",
      method: "oauth-secrets",
      token: "fake",
      project,
      dataset: "loyalty",
      api_endpoint: endpoint,
      location,
      job_retries: 0,
      threads: 4,
    },
    fill: async (rows) => {
      for (const table of RAW_NAMES) {
        const file = join(folder, `${table}.json`);
        writeLines(file, table, rows[table]);
        const fields = columnsOf(table).map(([name, type]) => ({ name, type: TYPES[type] }));
        const [job] = await client.dataset("raw").table(table).load(file, {
          sourceFormat: "NEWLINE_DELIMITED_JSON",
          writeDisposition: "WRITE_TRUNCATE",
          schema: { fields },
        });
        if (job.status?.errorResult !== undefined) throw new Error(JSON.stringify(job.status.errorResult));
      }
    },
    read: async (model) => {
      const [job] = await client.createQueryJob({ query: `select * from \`${project}.loyalty.${model}\``, location });
      const [rows, , response] = await job.getQueryResults();
      const { fields } = schemaOf.parse(response).schema;
      return {
        columns: fields.map(({ name }) => name),
        rows: rows.map((row) => fields.map(({ name, type }) => makeCell(KINDS, type, textOf(row[name])))),
      };
    },
    close: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Of what the client makes of the service's answer; a big decimal is exact, and without an exponent. */
function textOf(value: unknown): string | null {
  if (value === null || typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value instanceof BigQueryDate || value instanceof BigQueryTimestamp) return value.value;
  return decimal.parse(value).toFixed();
}

const decimal = z.custom<{ toFixed(): string }>(
  (value) => typeof value === "object" && value !== null && "toFixed" in value && typeof value.toFixed === "function",
);
