/** Makes a project's own Python environment with dbt, as the set-up of a clone does for the clone. */
import { join } from "node:path";
import { execa } from "execa";
import { ConfigError } from "../domain/errors.ts";
import type { Environment } from "../platform/environment.ts";
import { environmentOf, installLine, type Engine } from "./find-dbt.ts";

/**
 * `<project>/.venv`; up to a minute. What it does and what stops it is told on standard error by the set-up itself.
 * `ConfigError` `dbt_not_installed`.
 */
export async function installDbt(request: {
  readonly project: string;
  readonly packageFolder: string;
  readonly engine: Engine;
  readonly node: string;
  readonly environment: Environment;
}): Promise<void> {
  const { project, packageFolder, engine, node, environment } = request;
  const script = join(packageFolder, "setup", "prepare-python.js");
  const { exitCode } = await execa(node, [script, project, environmentOf(engine)], {
    env: { ...environment },
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    stdout: "ignore",
    stderr: "inherit",
  });
  if (exitCode !== 0)
    throw new ConfigError("dbt_not_installed", "dbt could not be set up; what stopped it stands above.", {
      remedy: `Mend that, then: ${installLine(packageFolder, project, engine)}`,
    });
}
