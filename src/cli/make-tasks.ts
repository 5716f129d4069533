/** Syncs with the accounts they write to. */
import type { Project } from "../config/project.ts";
import type { DescribedProperty } from "../destination/destination-type.ts";
import { ConfigError } from "../domain/errors.ts";
import type { Sync, SyncProperty } from "../domain/sync.ts";
import type { SyncTask, UnreadyTask } from "../engine/engine.ts";
import { makeDestination, openHttp } from "./make-destination.ts";
import type { SyncsApart } from "./read-syncs.ts";
import type { World } from "./world.ts";

export interface TaskParts {
  readonly world: World;
  readonly project: Project;
  /** What an enumeration may hold. */
  readonly describe: (sync: Sync, property: SyncProperty) => DescribedProperty;
}

/** `ConfigError` of the first adapter that refuses what its file says. */
export async function makeTasks(parts: TaskParts, syncs: readonly Sync[]): Promise<readonly SyncTask[]> {
  const tasks: SyncTask[] = [];
  for (const sync of syncs) tasks.push(await makeTask(parts, sync));
  return tasks;
}

/** Each, or why it cannot be sent to. */
export async function makeTasksApart(
  parts: TaskParts,
  { files, lacking }: SyncsApart,
): Promise<{ readonly tasks: readonly SyncTask[]; readonly unready: readonly UnreadyTask[] }> {
  const tasks: SyncTask[] = [];
  const unready: UnreadyTask[] = [];
  for (const { sync } of files) {
    const lack = lacking.get(sync.name);
    if (lack !== undefined) unready.push({ sync, error: lack });
    else
      try {
        tasks.push(await makeTask(parts, sync));
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        unready.push({ sync, error });
      }
  }
  return { tasks, unready };
}

async function makeTask({ world, project, describe }: TaskParts, sync: Sync): Promise<SyncTask> {
  const send = await openHttp(sync);
  const described = (property: SyncProperty): DescribedProperty => describe(sync, property);
  return { sync, destination: await makeDestination({ world, project, sync, describe: described, send }) };
}
