/** What statements would scan, by dry runs: BigQuery checks them, runs nothing and bills nothing. */
import { ConfigError } from "../../domain/errors.ts";
import type { Statement } from "../warehouse.ts";
import { withFunctions } from "./fnv1a.ts";
import type { Jobs } from "./jobs.ts";
import { queryParameters } from "./query-parameters.ts";

/**
 * Together. `bytesMax`: what each of them may be billed for; `ConfigError` `warehouse_bytes` names both. A dry run tells the
 * most that an unclustered table would cost ("Estimate query costs", docs.cloud.google.com/bigquery/docs/best-practices-costs,
 * read 2026-11-29).
 */
export async function scannedBytes(
  jobs: Jobs,
  bytesMax: number | null,
  statements: readonly Statement[],
): Promise<number> {
  const each = await Promise.all(
    statements.map(({ text, parameters }) => jobs.dryRun(withFunctions(text), queryParameters(parameters))),
  );
  const most = Math.max(0, ...each);
  if (bytesMax !== null && most > bytesMax)
    throw new ConfigError(
      "warehouse_bytes",
      `One statement would scan ${most} bytes, and maximum_bytes_billed allows ${bytesMax}; it was not run.`,
      { remedy: "Raise maximum_bytes_billed in profiles.yml, or leave it out." },
    );
  return each.reduce((sum, bytes) => sum + bytes, 0);
}
