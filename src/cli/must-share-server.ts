import type { Project } from "../config/project.ts";
import { ConfigError } from "../domain/errors.ts";
import type { World } from "./world.ts";

/** A state is compared with models beside it: a server reaches one database. `ConfigError` `other_database`. */
export async function mustShareServer(world: World, project: Project, against: string): Promise<void> {
  const { connection } = project;
  if (connection.type === "duckdb" || against === project.target) return;
  const { loadProject } = await import("../config/project.ts");
  const other = (await loadProject(project.folder, world.environment, against)).connection;
  const isShared =
    connection.type === "postgres"
      ? other.type === "postgres" &&
        other.host === connection.host &&
        other.port === connection.port &&
        other.database === connection.database
      : other.type === "bigquery" && other.project === connection.project && other.location === connection.location;
  if (isShared) return;
  throw new ConfigError(
    "other_database",
    `The state of ${against} lies in another database than the models of ${project.target}.`,
    { remedy: `Build the models of ${project.target} in the database of ${against}, in a schema of their own.` },
  );
}
