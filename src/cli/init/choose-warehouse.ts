/** Which engine a folder is for: what its profile says already, else what is asked for. */
import { ENGINES, type EngineName } from "../../config/connection.ts";
import { loadProject } from "../../config/project.ts";
import { ConfigError } from "../../domain/errors.ts";
import type { Environment } from "../../platform/environment.ts";

const DEFAULT_ENGINE: EngineName = "duckdb";

/**
 * Before anything is written. `ConfigError` `usage`, `other_warehouse`, and `unsupported_warehouse` for a profile that Tierline
 * cannot work on at all; everything else about the profile is told by the command that needs it.
 * @param asked as given on the command line
 */
export async function chooseWarehouse(
  directory: string,
  asked: string | undefined,
  environment: Environment,
): Promise<EngineName> {
  const wanted = asked === undefined ? undefined : readEngine(asked);
  const known = await engineOfProfile(directory, environment);
  if (wanted !== undefined && known !== undefined && known !== wanted)
    throw new ConfigError("other_warehouse", `profiles.yml of ${directory} names ${known} already.`, {
      remedy: "Leave --warehouse out, or make a new folder.",
    });
  return wanted ?? known ?? DEFAULT_ENGINE;
}

function readEngine(text: string): EngineName {
  const engine = ENGINES.find((name) => name === text);
  if (engine !== undefined) return engine;
  throw new ConfigError("usage", `There is no warehouse "${text}".`, {
    remedy: `--warehouse is one of ${ENGINES.join(", ")}.`,
  });
}

/** Undefined: there is none yet, or it cannot be read from here. */
async function engineOfProfile(directory: string, environment: Environment): Promise<EngineName | undefined> {
  try {
    return (await loadProject(directory, environment)).connection.type;
  } catch (error) {
    if (!(error instanceof ConfigError) || error.code === "unsupported_warehouse") throw error;
    return undefined;
  }
}
