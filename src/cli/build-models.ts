/** One dbt build of a project's syncs. */
import type { Project } from "../config/project.ts";
import type { SyncFile } from "../config/sync-file.ts";
import type { DbtBuildRequest } from "../dbt/dbt-build-request.ts";
import { modelsOf } from "../engine/read-build.ts";
import type { BuildReport } from "../engine/report.ts";
import { systemClock } from "../platform/clock.ts";
import { isoInstant } from "../platform/instant.ts";
import { packageDirectory } from "./package-directory.ts";
import type { World } from "./world.ts";

/** `asOf` null: now. Errors as `checkPackageEntry`, `findDbt` and `dbtBuild`. */
export async function buildModels(
  world: World,
  project: Project,
  files: readonly SyncFile[],
  asOf: string | null,
): Promise<BuildReport> {
  const { checkAgainstModels } = await import("../config/check-models.ts");
  const checkModels: DbtBuildRequest["checkModels"] = (models) => checkAgainstModels(files, models);
  return runBuild(world, project, {
    asOf,
    models: [...new Set(files.flatMap(({ sync }) => modelsOf(sync)))],
    scope: "whole",
    checkModels,
  });
}

/** These models with what they stand on, and no test, for a look at them. */
export async function buildRelations(
  world: World,
  project: Project,
  models: readonly string[],
  asOf: string | null,
): Promise<BuildReport> {
  return runBuild(world, project, { asOf, models, scope: "relations", checkModels: () => undefined });
}

interface Wanted extends Pick<DbtBuildRequest, "models" | "scope" | "checkModels"> {
  readonly asOf: string | null;
}

async function runBuild(
  world: World,
  project: Project,
  { asOf, models, scope, checkModels }: Wanted,
): Promise<BuildReport> {
  const { findDbt } = await import("../dbt/find-dbt.ts");
  const { dbtBuild } = await import("../dbt/dbt-build.ts");
  const { checkPackageEntry } = await import("../config/package-entry.ts");
  const { environment, random, signal, progress } = world;
  const { dbtProject, dbt: named, dbtTimeoutMs } = project.settings;
  progress.show("build");
  const packageFolder = packageDirectory();
  await checkPackageEntry(dbtProject, packageFolder);
  const dbt = await findDbt({
    named,
    environment,
    project: dbtProject,
    packageFolder,
    engine: project.connection.type,
  });
  const request = {
    dbt: dbt.path,
    project: dbtProject,
    profilesFolder: project.profilesFolder,
    target: project.target,
    asOf: asOf ?? isoInstant(world.clock.nowMs()),
    models,
    environment,
    timeoutMs: dbtTimeoutMs,
    // A process of its own runs in real time, whatever our clock says.
    clock: systemClock,
    random,
    signal,
  };
  if (scope === "whole" && project.settings.isFreshnessAsked) {
    const { checkFreshness } = await import("../dbt/source-freshness.ts");
    await checkFreshness(request);
  }
  const result = await dbtBuild({
    ...request,
    scope,
    // Hooks are no part of the work people know of.
    onProgress: ({ is, index, total, node, resource }) => {
      if (resource === "operation") return;
      const done = is === "started" ? index - 1 : index;
      progress.show("build", { done, total, unit: "nodes", detail: node });
    },
    checkModels,
  });
  progress.done();
  const { invocationId: invocation_id, asOf: as_of, tests, seconds } = result;
  return { invocation_id, as_of, models: result.models, tests, seconds };
}
