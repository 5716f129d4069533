/** Two embedded files: dbt's, and the state's, which reads dbt's while a plan is made. */
import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import type { DuckdbConnection } from "../../config/connection.ts";
import type { Project } from "../../config/project.ts";
import { statePathOf, stateSchemaOf } from "../../config/state-place.ts";
import { duckDbSource } from "../../warehouse/duckdb/duckdb-source.ts";
import type { DuckDbWarehouse } from "../../warehouse/duckdb/duckdb-warehouse.ts";
import { openDuckDb } from "../../warehouse/duckdb/open-duckdb.ts";
import { openPositionLine, resetPosition } from "../../warehouse/duckdb/position-line.ts";
import { stateHome } from "../state-home.ts";
import type { World } from "../world.ts";
import type { OpenState, Store } from "./store.ts";

export function duckDbStore(world: World, project: Project, connection: DuckdbConnection): Store {
  const { path, database, schema } = connection;
  const home = stateHome(world.environment);
  const ownState = statePathOf(project, project.target);

  async function beside(
    state: DuckDbWarehouse,
    target: string,
    position: OpenState["journal"]["position"],
  ): Promise<OpenState> {
    return {
      warehouse: state,
      access: duckDbSource(state, path, schema),
      journal: { schema: stateSchemaOf(project.settings, "duckdb", target), clock: world.clock, position },
      close: () => state.close(),
    };
  }

  return {
    isThere: async () => existsSync(path),
    openRaw: async () => openDuckDb(path, { access: "write" }),
    openMarts: async () => {
      const warehouse = await openDuckDb(path, { access: "read" });
      const { dialect } = warehouse;
      const relations = `${dialect.quote(database)}.${dialect.quote(schema)}`;
      return { warehouse, access: { read: (work) => work(relations) }, close: () => warehouse.close() };
    },
    openState: async () => {
      const position = await openPositionLine(ownState, home);
      return beside(await openDuckDb(ownState, { access: "write" }), project.target, position);
    },
    openReadings: async (target) => {
      const statePath = statePathOf(project, target);
      const position = await openPositionLine(statePath, home);
      const state = existsSync(statePath)
        ? await openDuckDb(statePath, { access: "read" })
        : await openDuckDb(":memory:", { access: "write" });
      return beside(state, target, position);
    },
    server: null,
    loss: {
      isTold: true,
      setAside: () => moveAside(ownState),
      openAnew: async () => beside(await openDuckDb(ownState, { access: "write" }), project.target, null),
      forget: () => resetPosition(ownState, home),
    },
  };
}

/** Null: nothing was there. DuckDB's log goes with its file. */
async function moveAside(path: string): Promise<string | null> {
  if (!existsSync(path)) return null;
  let number = 1;
  while (existsSync(`${path}.lost-${number}`)) number += 1;
  const aside = `${path}.lost-${number}`;
  if (existsSync(`${path}.wal`)) await rename(`${path}.wal`, `${aside}.wal`);
  await rename(path, aside);
  return aside;
}
