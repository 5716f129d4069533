/** `tierline take-over --lost-state`: a new state in the place of one that was lost, or of an older copy of it. */
import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import type { Decision } from "../domain/decision.ts";
import { ConfigError } from "../domain/errors.ts";
import type { CommandInput } from "./command.ts";
import type { TakeOverBody } from "./json/take-over.ts";
import type { World } from "./world.ts";

/**
 * The file that is there is moved aside, never deleted. The new state is made before the position is forgotten: a crash
 * between leaves a state that counts as lost still, and the command works again. `ConfigError` `state_not_lost`.
 */
export async function beginAnew(world: World, input: CommandInput, decision: Decision): Promise<TakeOverBody> {
  const { openProject, STALL_MS, stateHome } = await import("./wire.ts");
  const { openDuckDb } = await import("../warehouse/duckdb/open-duckdb.ts");
  const { resetPosition } = await import("../warehouse/duckdb/position-line.ts");
  const { beginSqlState } = await import("../journal/sql/open-sql-journal.ts");
  const { loadSyncs } = await import("../config/syncs.ts");
  const project = await openProject(world, input);
  if (!(await isLost(world, input)))
    throw new ConfigError("state_not_lost", "The state is there and is the newest one; nothing is to be begun anew.", {
      remedy: "`tierline status` shows it. To give single lists up: tierline release.",
    });
  const aside = await moveAside(project.statePath);
  const state = await openDuckDb(project.statePath, { access: "write" });
  try {
    const { schema } = project.settings;
    const atMs = world.clock.nowMs();
    // A runner of the lost state may still send until its longest stall is over.
    const begun = { ...decision, atMs, saidAtMsMax: atMs + STALL_MS };
    await beginSqlState({ warehouse: state, schema, target: project.target, random: world.random }, begun);
  } finally {
    await state.close();
  }
  await resetPosition(project.statePath, stateHome(world.environment));
  const files = await loadSyncs(project.folder, { environment: world.environment, credentials: "unused" });
  const next = files.flatMap(({ sync }) =>
    sync.audiences.flatMap(({ lists }) =>
      lists.map(({ list }) => `${world.command} take-over ${sync.name} "${list}" --claim`),
    ),
  );
  return { list: null, moved_aside: aside, next };
}

async function isLost(world: World, input: CommandInput): Promise<boolean> {
  const { openBench } = await import("./wire.ts");
  try {
    await (await openBench(world, input, "look")).close();
    return false;
  } catch (error) {
    if (error instanceof ConfigError && error.code === "state_lost") return true;
    throw error;
  }
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
