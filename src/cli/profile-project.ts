/** A profile of a project's staging models: built first, unless that is declined, then looked at. */
import { ConfigError } from "../domain/errors.ts";
import type { Project } from "../config/project.ts";
import type { BuildFacts, Source } from "../journal/source.ts";
import type { Profile, Programme } from "../profile/profile.ts";
import type { StagingName } from "../profile/staging-models.ts";
import { isoInstant } from "../platform/instant.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";
import { buildRelations } from "./build-models.ts";
import { withMarts } from "./wire.ts";
import type { World } from "./world.ts";

/** Its relation tells the rule in force; it stands on the seeds alone. */
const POLICY_MODEL = "int_policies_selected";

export interface ProfileOptions {
  /** Null: now. */
  readonly asOf: string | null;
  readonly isBuilt: boolean;
}

/** Errors as `buildModels`; `ConfigError` `staging_missing` when nothing was ever built and nothing is to be. */
export async function profileProject(
  world: World,
  project: Project,
  { asOf: asked, isBuilt }: ProfileOptions,
): Promise<Profile> {
  const { stagingModels } = await import("../profile/staging-models.ts");
  const { profileStaging } = await import("../profile/profile-staging.ts");
  const names = stagingModels.map(({ name }) => name);
  const asOf = asked ?? isoInstant(world.clock.nowMs());
  if (isBuilt) await buildRelations(world, project, [...names, POLICY_MODEL], asOf);
  return withMarts(world, project, async ({ warehouse, source }) =>
    profileStaging(warehouse, {
      asOf,
      relations: await relationsOf(source, names),
      programme: await readProgramme(warehouse, source),
      onProgress: (model) => world.progress.show("look", { detail: model }),
    }),
  );
}

async function relationsOf<Desired>(
  source: Source<Desired>,
  names: readonly StagingName[],
): Promise<ReadonlyMap<StagingName, string>> {
  const found: [StagingName, string][] = [];
  for (const name of names) {
    const build: BuildFacts | undefined = await source.newestBuild([name]);
    const node = build?.nodes.find(({ model }) => model === name);
    if (node === undefined)
      throw new ConfigError("staging_missing", `No build has made ${name}.`, {
        remedy: "Run `tierline check` without --no-build.",
      });
    found.push([name, node.relation]);
  }
  return new Map(found);
}

async function readProgramme<Desired>(warehouse: Warehouse, source: Source<Desired>): Promise<Programme | null> {
  const build = await source.newestBuild([POLICY_MODEL]);
  const node = build?.nodes.find(({ model }) => model === POLICY_MODEL);
  if (node?.status !== "success") return null;
  const [row] = await warehouse.rows(`select currency, window_hours from ${node.relation}`);
  if (row === undefined) return null;
  return { currency: String(row["currency"]), windowHours: Number(row["window_hours"]) };
}
