/** Before anything is written into somebody's project: whether Tierline can work on its warehouse at all. */
import { loadProject } from "../../config/project.ts";
import { ConfigError } from "../../domain/errors.ts";
import type { Environment } from "../../platform/environment.ts";

/** `ConfigError` `unsupported_warehouse`. Everything else about the profile is told by the command that needs it. */
export async function refuseWarehouse(directory: string, environment: Environment): Promise<void> {
  try {
    await loadProject(directory, environment);
  } catch (error) {
    if (error instanceof ConfigError && error.code === "unsupported_warehouse") throw error;
    if (!(error instanceof ConfigError)) throw error;
  }
}
