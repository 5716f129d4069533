/** Loads that no build has seen: a plan made now would not know what they brought. */
import type { Project } from "../config/project.ts";
import { TransientError } from "../domain/errors.ts";
import type { Sync } from "../domain/sync.ts";
import { modelsOf } from "../engine/read-build.ts";
import { findNewestLoad } from "../load/find-newest-load.ts";
import { isoInstant } from "../platform/instant.ts";
import { hasMarts, withMarts, type Marts } from "./wire.ts";
import type { World } from "./world.ts";

/** By sync: when the newest load was made, where it is newer than the sync's newest build. */
export type UnbuiltLoads = ReadonlyMap<string, string>;

/** None where somebody writes the warehouse now: only they know what they bring. */
export async function findUnbuiltLoads(world: World, project: Project, syncs: readonly Sync[]): Promise<UnbuiltLoads> {
  if (!(await hasMarts(world, project))) return new Map();
  try {
    return await withMarts(world, project, async (marts) => readUnbuiltLoads(marts, syncs));
  } catch (error) {
    if (error instanceof TransientError && error.code === "warehouse_locked") return new Map();
    throw error;
  }
}

export async function readUnbuiltLoads({ warehouse, source }: Marts, syncs: readonly Sync[]): Promise<UnbuiltLoads> {
  const found = new Map<string, string>();
  const loadedAtMs = await findNewestLoad(warehouse);
  if (loadedAtMs === null) return found;
  for (const sync of syncs) {
    const build = await source.newestBuild(modelsOf(sync));
    if (build !== undefined && loadedAtMs > Date.parse(build.startedAt)) found.set(sync.name, isoInstant(loadedAtMs));
  }
  return found;
}
