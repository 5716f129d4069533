/** `tierline take-over --lost-state`: a new state in the place of one that was lost, or of an older copy of it. */
import type { Project } from "../config/project.ts";
import type { Decision } from "../domain/decision.ts";
import { ConfigError } from "../domain/errors.ts";
import type { CommandInput } from "./command.ts";
import type { TakeOverBody } from "./json/take-over.ts";
import { openStore } from "./stores/open-store.ts";
import type { Store } from "./stores/store.ts";
import type { World } from "./world.ts";

/**
 * What is there is moved aside, never deleted. The new state is made before the position is forgotten: a crash between
 * leaves a state that counts as lost still, and the command works again. `ConfigError` `state_not_lost`.
 */
export async function beginAnew(world: World, input: CommandInput, decision: Decision): Promise<TakeOverBody> {
  const { openProject, STALL_MS } = await import("./wire.ts");
  const { beginSqlState } = await import("../journal/sql/open-sql-journal.ts");
  const { loadSyncs } = await import("../config/syncs.ts");
  const project = await openProject(world, input);
  const store = await openStore(world, project);
  if (!(await isLost(store, project)))
    throw new ConfigError("state_not_lost", "The state is there and is the newest one; nothing is to be begun anew.", {
      remedy: "`tierline status` shows it. To give single lists up: tierline release.",
    });
  const aside = await store.loss.setAside();
  const state = await store.loss.openAnew();
  try {
    const { schema, clock } = state.journal;
    const atMs = await clock.nowMs();
    // A runner of the lost state may still send until its longest stall is over.
    const begun = { ...decision, atMs, saidAtMsMax: atMs + STALL_MS };
    const { target } = project;
    await beginSqlState({ warehouse: state.warehouse, schema, target, random: world.random }, begun);
  } finally {
    await state.close();
  }
  await store.loss.forget();
  const files = await loadSyncs(project.folder, { environment: world.environment, credentials: "unused" });
  const next = files.flatMap(({ sync }) =>
    sync.audiences.flatMap(({ lists }) =>
      lists.map(
        ({ list }) => `${world.command} take-over ${sync.name} "${list}" --claim --reason "the state was lost"`,
      ),
    ),
  );
  return { list: null, moved_aside: aside, next };
}

/** Where nothing tells of a loss, a state that is not there counts as lost: whoever says so knows better than we do. */
async function isLost(store: Store, { target }: Project): Promise<boolean> {
  const { readSqlJournal } = await import("../journal/sql/open-sql-journal.ts");
  try {
    const readings = await store.openReadings(target);
    try {
      const { warehouse, access, journal } = readings;
      const found = await readSqlJournal({ warehouse, target, source: access, ...journal });
      return found === undefined && !store.loss.isTold;
    } finally {
      await readings.close();
    }
  } catch (error) {
    if (error instanceof ConfigError && error.code === "state_lost") return true;
    throw error;
  }
}
