/**
 * Makes `<folder>/.venv` with the dbt that Tierline knows, for a project outside the clone. It is found there before any
 * other. For BigQuery it is `<folder>/.venv-bigquery`. Part of the npm package; plain JavaScript without packages.
 *
 *   node setup/prepare-python.js FOLDER [dbt | dbt-bigquery]
 */
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { carryOut, reportFailure, reportToStderr } from "./carry-out.js";
import { describeEnvironment, installPython, isEnvironmentName, isPythonReady } from "./python-environment.js";
import { SetupError } from "./run-command.js";

/**
 * @param {string} folder absolute
 * @param {import("./python-environment.js").EnvironmentName} name
 */
export function pythonStep(folder, name) {
  return {
    label: `a Python environment with ${describeEnvironment(folder, name).holds}`,
    isReady: () => isPythonReady(folder, name),
    install: (report) => installPython(folder, name, report),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , given = ".", name = "dbt"] = process.argv;
  const folder = resolve(given);
  try {
    if (!isEnvironmentName(name))
      throw new SetupError(`There is no environment called ${name}.`, "Write dbt or dbt-bigquery, or nothing for dbt.");
    await carryOut(folder, [pythonStep(folder, name)], reportToStderr);
    reportToStderr(`dbt is ${join(describeEnvironment(folder, name).path, "bin", "dbt")}`);
  } catch (error) {
    reportFailure(error);
  }
}
