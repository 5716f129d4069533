/** The manifest of the last build that Tierline started for a target: what the project says of its models. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readManifest, type Manifest } from "./artifacts.ts";

/** Undefined before the first build here, or where another machine builds. */
export async function newestManifest(dbtProject: string, target: string): Promise<Manifest | undefined> {
  const parent = join(dbtProject, ".tierline", "dbt", target);
  for (const name of (await namesIn(parent)).toSorted().toReversed()) {
    const manifest = await readManifest(join(parent, name));
    if (manifest !== undefined) return manifest;
  }
  return undefined;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "EACCES")) return [];
    throw error;
  }
}
