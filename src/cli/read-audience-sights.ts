/** What `audiences`, `audience` and `report` show: every audience of the project, and its tiers over time. */
import type { AudienceSight } from "../report/audience-sight.ts";
import type { ModelMeaning } from "../report/meaning.ts";
import type { AudienceSources } from "../report/read-audiences.ts";
import type { Project } from "../config/project.ts";
import { hasMarts, withMarts, type Readings } from "./wire.ts";
import type { World } from "./world.ts";

export async function readAudienceSights(world: World, readings: Readings): Promise<readonly AudienceSight[]> {
  const { DAYS_AGO, readAudiences } = await import("../report/read-audiences.ts");
  const { readTierSizes } = await import("../report/read-tier-history.ts");
  const { project, journal, source, audiences, syncs } = readings;
  const tiers = await onMarts(world, project, (marts) => readTierSizes(marts, DAYS_AGO));
  return readAudiences({ journal, source, audiences, syncs, meanings: await readMeanings(project), tiers });
}

/** Undefined before the first load or build. */
export async function onMarts<Result>(
  world: World,
  project: Project,
  work: Parameters<typeof withMarts<Result>>[2],
): Promise<Result | undefined> {
  return (await hasMarts(world, project)) ? withMarts(world, project, work) : undefined;
}

async function readMeanings({ settings, target }: Project): Promise<AudienceSources["meanings"]> {
  const { newestManifest } = await import("../dbt/newest-manifest.ts");
  const manifest = await newestManifest(settings.dbtProject, target);
  const models = Object.values(manifest?.nodes ?? {}).filter((node) => node.resource_type === "model");
  return new Map(models.map(({ name, description, config }) => [name, { description, audiences: said(config.meta) }]));
}

/** `meta.audiences`; anything but a sentence is not ours to read. */
function said(meta: Readonly<Record<string, unknown>> | undefined): ModelMeaning["audiences"] {
  const audiences = meta?.["audiences"];
  if (typeof audiences !== "object" || audiences === null) return {};
  return Object.fromEntries(
    Object.entries(audiences).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
