/** The dbt of a folder that `tierline init` made or joined. */
import process from "node:process";
import type { EngineName } from "../../config/connection.ts";
import { ConfigError } from "../../domain/errors.ts";
import { findDbt, type DbtSearch } from "../../dbt/find-dbt.ts";
import { packageDirectory } from "../package-directory.ts";
import type { World } from "../world.ts";

/**
 * A new shop without a dbt that fits gets one of its own; a data team's project has one somewhere, and is only told. What
 * `TIERLINE_DBT` names is never passed over. `ConfigError` `dbt_not_installed`.
 */
export async function findOrInstallDbt(
  { environment }: World,
  project: string,
  kind: "shop" | "own_project",
  engine: EngineName,
): Promise<string | null> {
  const packageFolder = packageDirectory();
  const search: DbtSearch = { named: null, environment, project, packageFolder, engine };
  const found = await tryFind(search);
  if (found !== null || kind === "own_project" || (environment["TIERLINE_DBT"] ?? "") !== "") return found;
  const { installDbt } = await import("../../dbt/install-dbt.ts");
  await installDbt({ project, packageFolder, engine, node: process.execPath, environment });
  return tryFind(search);
}

async function tryFind(search: DbtSearch): Promise<string | null> {
  try {
    return (await findDbt(search)).path;
  } catch (error) {
    if (error instanceof ConfigError) return null;
    throw error;
  }
}
