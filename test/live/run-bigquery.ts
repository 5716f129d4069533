/**
 * `npm run test:bigquery`: the contracts of the warehouse and the journal on a real project. They make datasets whose names
 * begin with `tierline_test_`, and remove these before and after.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { BIGQUERY_VARIABLES, readBigQuerySetting } from "./bigquery-setting.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const VITEST = fileURLToPath(import.meta.resolve("vitest/package.json")).replace(/package\.json$/u, "vitest.mjs");

if (readBigQuerySetting(process.env) === undefined) {
  console.log(`Skipped: no project is named (${BIGQUERY_VARIABLES.project} not set). docs/bigquery.md says how.`);
} else {
  const words = ["run", "--root", ROOT, "--project", "bigquery", "test/contract", ...process.argv.slice(2)];
  const suite = spawn(process.execPath, [VITEST, ...words], { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] });
  const [code]: unknown[] = await once(suite, "close");
  process.exitCode = typeof code === "number" ? code : 130;
}
