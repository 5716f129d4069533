/**
 * Makes `<folder>/.venv` with the dbt that Tierline knows, for a project outside the clone. It is found there before any
 * other. Part of the npm package; plain JavaScript without packages.
 *
 *   node setup/prepare-python.js FOLDER
 */
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { carryOut, reportFailure, reportToStderr } from "./carry-out.js";
import { installPython, isPythonReady } from "./python-environment.js";

/** @param {string} folder absolute */
export function pythonStep(folder) {
  return {
    label: "a Python environment with dbt",
    isReady: () => isPythonReady(folder),
    install: (report) => installPython(folder, report),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = resolve(process.argv[2] ?? ".");
  try {
    await carryOut(folder, [pythonStep(folder)], reportToStderr);
    reportToStderr(`dbt is ${join(folder, ".venv", "bin", "dbt")}`);
  } catch (error) {
    reportFailure(error);
  }
}
