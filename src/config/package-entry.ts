/** Whether a dbt project asks for Tierline's models, and how it should. */
import { realpath } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { parse } from "yaml";
import { ConfigError } from "../domain/errors.ts";
import { readIfThere } from "./read-if-there.ts";

export interface PackagePlace {
  /** As packages.yml should say: relative to the project when npm installed Tierline for it, else absolute. */
  readonly path: string;
  /** It lies in a `node_modules` of the project or above it, so that it is another after each `npm update`. */
  readonly isInstalled: boolean;
}

export type PackageEntry =
  | { readonly is: "there" }
  /** It names a folder that does not hold Tierline. */
  | { readonly is: "astray"; readonly file: string; readonly path: string }
  /** `lines`: what to add to `file`, which need not be there yet. */
  | { readonly is: "missing"; readonly file: string; readonly fileExists: boolean; readonly lines: readonly string[] };

/**
 * Where the project finds this Tierline. A path through `node_modules/tierline` is kept as it is, links unresolved: package
 * managers put another folder behind it at each upgrade. `ConfigError` `not_installed`: npx runs it from npm's cache.
 */
export async function locatePackage(project: string, packageFolder: string): Promise<PackagePlace> {
  for (let above = project; ; above = dirname(above)) {
    const installed = join(above, "node_modules", "tierline");
    if (await isSame(installed, packageFolder))
      return { path: relative(project, installed).split(sep).join("/"), isInstalled: true };
    if (above === dirname(above)) break;
  }
  if (packageFolder.split(sep).includes("_npx"))
    throw new ConfigError("not_installed", "This Tierline lies in npm's cache, where its models do not stay.", {
      remedy:
        "Install its package in the project first: npm install and the path of the .tgz that `npm pack` makes in a clone.",
    });
  return { path: packageFolder, isInstalled: false };
}

/** Reads packages.yml and dependencies.yml; dbt allows the key `packages` in one of them. */
export async function findPackageEntry(project: string, place: PackagePlace): Promise<PackageEntry> {
  if (await isTierline(project)) return { is: "there" };
  const files = await Promise.all(
    ["packages.yml", "dependencies.yml"].map(async (file) => ({ file, text: await readIfThere(join(project, file)) })),
  );
  let listed: string | undefined;
  for (const { file, text } of files) {
    const packages = packagesIn(text);
    if (packages === undefined) continue;
    listed = file;
    for (const entry of packages) {
      const { local } = entry;
      if (typeof local === "string") {
        if (await isTierline(resolve(project, local))) return { is: "there" };
        if (/tierline/iu.test(local)) return { is: "astray", file, path: local };
      } else if (Object.values(entry).some((value) => typeof value === "string" && /\btierline\b/iu.test(value)))
        return { is: "there" };
    }
  }
  const file = listed ?? "packages.yml";
  const item = `  - local: ${JSON.stringify(place.path)}`;
  return {
    is: "missing",
    file,
    fileExists: files.some((one) => one.file === file && one.text !== undefined),
    lines: listed === undefined ? ["packages:", item] : [item],
  };
}

/** `ConfigError` `package_missing`, `package_moved`: dbt itself would only say that it knows no such model. */
export async function checkPackageEntry(project: string, packageFolder: string): Promise<void> {
  const place = await locatePackage(project, packageFolder);
  const entry = await findPackageEntry(project, place);
  if (entry.is === "astray")
    throw new ConfigError(
      "package_moved",
      `Tierline's models are not at ${entry.path}, where ${entry.file} looks for them.`,
      {
        remedy: `Install the packages (npm install), or write there:\n  - local: ${JSON.stringify(place.path)}`,
        location: { file: entry.file },
      },
    );
  if (entry.is === "missing")
    throw new ConfigError("package_missing", `The dbt project does not ask for Tierline's models yet.`, {
      remedy: `Add to ${entry.file}:\n${entry.lines.join("\n")}`,
      location: { file: entry.file },
    });
}

type Entry = Readonly<Record<string, unknown>>;

/** Undefined without the key; dbt itself tells what is wrong with a file that cannot be read. */
function packagesIn(text: string | undefined): readonly Entry[] | undefined {
  let content: unknown;
  try {
    content = parse(text ?? "");
  } catch {
    return undefined;
  }
  if (typeof content !== "object" || content === null || !("packages" in content)) return undefined;
  const { packages } = content;
  return Array.isArray(packages) ? packages.filter((entry: unknown): entry is Entry => isEntry(entry)) : [];
}

function isEntry(value: unknown): value is Entry {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

async function isTierline(folder: string): Promise<boolean> {
  return /^name:\s*["']?tierline["']?\s*$/mu.test((await readIfThere(join(folder, "dbt_project.yml"))) ?? "");
}

async function isSame(path: string, folder: string): Promise<boolean> {
  try {
    return (await realpath(path)) === (await realpath(folder));
  } catch {
    return false;
  }
}
