/** One dbt build of a project's syncs. */
import type { Project } from "../config/project.ts";
import type { SyncFile } from "../config/sync-file.ts";
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
  const { findDbt } = await import("../dbt/find-dbt.ts");
  const { dbtBuild } = await import("../dbt/dbt-build.ts");
  const { checkPackageEntry } = await import("../config/package-entry.ts");
  const { checkAgainstModels } = await import("../config/check-models.ts");
  const { environment, random, signal, progress } = world;
  const { dbtProject, dbt: named, dbtTimeoutMs } = project.settings;
  progress.show("build");
  const packageFolder = packageDirectory();
  await checkPackageEntry(dbtProject, packageFolder);
  const dbt = await findDbt({ named, environment, project: dbtProject, packageFolder });
  const result = await dbtBuild({
    dbt: dbt.path,
    project: dbtProject,
    profilesFolder: project.profilesFolder,
    target: project.target,
    asOf: asOf ?? isoInstant(world.clock.nowMs()),
    models: [...new Set(files.flatMap(({ sync }) => modelsOf(sync)))],
    environment,
    timeoutMs: dbtTimeoutMs,
    // A process of its own runs in real time, whatever our clock says.
    clock: systemClock,
    random,
    signal,
    // Hooks are no part of the work people know of.
    onProgress: ({ is, index, total, node, resource }) => {
      if (resource === "operation") return;
      const done = is === "started" ? index - 1 : index;
      progress.show("build", { done, total, unit: "nodes", detail: node });
    },
    checkModels: (models) => checkAgainstModels(files, models),
  });
  progress.done();
  const { invocationId: invocation_id, asOf: as_of, models, tests, seconds } = result;
  return { invocation_id, as_of, models, tests, seconds };
}
