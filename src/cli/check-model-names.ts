/** Whether the models that sync files name exist, as far as the newest build and the project's folder tell. */
import { readdir, realpath, stat } from "node:fs/promises";
import { join, parse } from "node:path";
import type { Project } from "../config/project.ts";
import type { SyncFile } from "../config/sync-file.ts";
import { modelsOf } from "../engine/read-build.ts";
import type { Source } from "../journal/source.ts";

/** What dbt and npm put beside a project's own files. */
const NOT_OURS: ReadonlySet<string> = new Set(["target", "node_modules"]);

/**
 * `ConfigError` `unknown_model` with its place in the sync file, or `invalid_sync` for several. A model is known that some
 * build has made, here or elsewhere, or that stands in a file of the project; before the first build here nothing is.
 * `files`: those that are asked for, since one sync's mistake is no matter to another.
 */
export async function checkModelNames(
  files: readonly SyncFile[],
  { settings: { dbtProject }, target }: Pick<Project, "settings" | "target">,
  source: Pick<Source<unknown>, "newestBuild">,
): Promise<void> {
  const { newestManifest } = await import("../dbt/newest-manifest.ts");
  const { modelsOf: modelsIn } = await import("../dbt/artifacts.ts");
  const { checkAgainstModels } = await import("../config/check-models.ts");
  const manifest = await newestManifest(dbtProject, target);
  if (manifest === undefined) return;
  const known = new Set(modelsIn(manifest).map(({ name }) => name));
  const missing = files.flatMap(({ sync }) => modelsOf(sync)).filter((name) => !known.has(name));
  if (missing.length === 0) return;
  for (const name of missing) if ((await source.newestBuild([name])) !== undefined) known.add(name);
  const written = new Set<string>();
  await findModelFiles(dbtProject, written, new Set());
  for (const name of missing) if (written.has(name)) known.add(name);
  // Columns may have changed since that build: the next one looks at them.
  checkAgainstModels(
    files,
    [...known].map((name) => ({ name, columns: [], hasAllColumns: false })),
  );
}

/**
 * Adds the names of all SQL, Python and seed files below the folder: dbt names a model after its file. Like dbt this follows
 * links, each folder once, and passes over what may not be read.
 */
async function findModelFiles(folder: string, found: Set<string>, seen: Set<string>): Promise<void> {
  const place = await realpath(folder).catch(() => undefined);
  if (place === undefined || seen.has(place)) return;
  seen.add(place);
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    const kind = entry.isSymbolicLink() ? await stat(path).catch(() => undefined) : entry;
    const { name, ext } = parse(entry.name);
    if (kind?.isFile() === true && [".sql", ".py", ".csv"].includes(ext)) found.add(name);
    if (kind?.isDirectory() === true && !NOT_OURS.has(entry.name) && !entry.name.startsWith("."))
      await findModelFiles(path, found, seen);
  }
}
