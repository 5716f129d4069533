/** Where a dbt project has Tierline's models from. Reads files only; dbt is not started. */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";

export type TierlinePackage =
  /** The project is the package. */
  | { readonly is: "itself" }
  /** `entry`: what packages.yml or dependencies.yml says after `local:`. */
  | { readonly is: "installed" | "not_installed" | "moved"; readonly entry: string }
  | { readonly is: "not_named" };

const LOCAL_ENTRY = /^\s*-?\s*local:\s*(?<entry>"(?:[^"\\]|\\.)*"|'[^']*'|[^\s#]+)/gmu;

/** `project`: absolute folder with dbt_project.yml. */
export async function findTierlinePackage(project: string): Promise<TierlinePackage> {
  if (await isTierline(project)) return { is: "itself" };
  const isInstalled = await isTierline(join(project, "dbt_packages", "tierline"));
  let moved: TierlinePackage | undefined;
  for (const name of ["packages.yml", "dependencies.yml"]) {
    const text = await readText(join(project, name));
    for (const { groups } of text?.matchAll(LOCAL_ENTRY) ?? []) {
      const entry = unquote(groups?.["entry"] ?? "");
      const folder = resolve(project, entry);
      if (await isTierline(folder)) return { is: isInstalled ? "installed" : "not_installed", entry };
      if ((await readText(join(folder, "dbt_project.yml"))) === undefined) moved ??= { is: "moved", entry };
    }
  }
  return moved ?? { is: "not_named" };
}

async function isTierline(folder: string): Promise<boolean> {
  const text = await readText(join(folder, "dbt_project.yml"));
  return text !== undefined && /^name:\s*["']?tierline["']?\s*(?:#.*)?$/mu.test(text);
}

function unquote(text: string): string {
  return text.startsWith('"') || text.startsWith("'") ? text.slice(1, -1).replaceAll(/\\(.)/gu, "$1") : text;
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return undefined;
    throw error;
  }
}
