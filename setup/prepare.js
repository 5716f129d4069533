/**
 * Sets up a clone: npm packages, Node 24, a Python environment with dbt; for the tests also those of BigQuery and SQLFluff. Nothing but
 * Node 20 and npm need be there before, so this is plain JavaScript without packages. Run again it finds everything in place
 * and says nothing.
 *
 *   node setup/prepare.js [--npm-only | --python-only | --tests]
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { areNpmPackagesReady, installNpmPackages, projectNode } from "./npm-packages.js";
import { carryOut, reportFailure, reportToStderr } from "./carry-out.js";
import { pythonStep } from "./prepare-python.js";
import { SetupError } from "./run-command.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** The environments that only the tests need. */
const TESTS = /** @type {const} */ (["dbt-bigquery", "bigquery-emulator", "sqlfluff"]);

/**
 * Makes the clone ready and returns the paths of its Node and its dbt.
 * @param {{parts?: readonly ("npm" | "python" | "tests")[], report?: (line: string) => void}} [options]
 * @returns {Promise<{node: string, dbt: string}>} rejects with `SetupError` (message, remedy)
 */
export async function prepare({ parts = ["npm", "python"], report = reportToStderr } = {}) {
  checkNode();
  const work = [];
  if (parts.includes("npm")) work.push(npmStep());
  if (parts.includes("python")) work.push(pythonStep(ROOT, "dbt"));
  if (parts.includes("tests")) work.push(...TESTS.map((name) => pythonStep(ROOT, name)));
  await carryOut(ROOT, work, report);
  return { node: projectNode(ROOT), dbt: join(ROOT, ".venv", "bin", "dbt") };
}

function npmStep() {
  return {
    label: "npm packages and Node 24",
    isReady: () => areNpmPackagesReady(ROOT),
    install: () => installNpmPackages(ROOT),
  };
}

function checkNode() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < 20)
    throw new SetupError(
      `Node.js ${process.versions.node} is too old: 20 or newer is needed.`,
      "Install a newer Node.js with npm and start again.",
    );
  if (process.platform === "win32")
    throw new SetupError("Windows itself is not supported.", "Run Tierline inside the Windows Subsystem for Linux.");
  if (!existsSync(join(ROOT, "package-lock.json")))
    throw new SetupError("package-lock.json is missing, so this is no complete clone.", "Clone the repository again.");
}

/** What an option adds to or leaves out of the usual parts. */
const PARTS = { "--npm-only": ["npm"], "--python-only": ["python"], "--tests": ["npm", "python", "tests"] };

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const parts = PARTS[process.argv[2]];
  try {
    await prepare(parts === undefined ? {} : { parts });
  } catch (error) {
    reportFailure(error);
  }
}
