import type { Project } from "../../config/project.ts";
import type { World } from "../world.ts";
import type { Store } from "./store.ts";

/** The store of the project's target. Nothing is opened yet. */
export async function openStore(world: World, project: Project): Promise<Store> {
  const { connection } = project;
  switch (connection.type) {
    case "duckdb":
      return (await import("./duckdb-store.ts")).duckDbStore(world, project, connection);
    case "postgres":
      return (await import("./postgres-store.ts")).postgresStore(world, project, connection);
    case "bigquery":
      return (await import("./bigquery-store.ts")).bigQueryStore(world, project, connection);
    default:
      return connection satisfies never;
  }
}
