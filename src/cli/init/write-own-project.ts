/**
 * Joins Tierline to a dbt project that a data team has already. Only files that are missing are written; what belongs into
 * files that are there is told.
 */
import { readdir, readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { findPackageEntry, locatePackage, type PackageEntry } from "../../config/package-entry.ts";
import type { DbtProjectFile } from "./dbt-project-file.ts";
import { readRules } from "./rules.ts";
import { packagesFile, RUNNER_IGNORES, runnerFiles, type ShopFile } from "./shop-files.ts";
import { stagingStubs } from "./staging-stubs.ts";
import { refuseFolder, writeLauncher, writeMissing, type WrittenFiles } from "./write-missing.ts";

/** Lines for a file that is the team's. */
export interface ToAdd {
  /** Relative to the project; it may not exist yet. */
  readonly file: string;
  readonly lines: readonly string[];
  readonly why: string;
}

export interface JoinedProject extends WrittenFiles {
  readonly toAdd: readonly ToAdd[];
  /** The staging models that are to be filled in: those that were written now. */
  readonly stubs: readonly string[];
}

export async function writeOwnProject(
  directory: string,
  packageDirectory: string,
  project: DbtProjectFile,
): Promise<JoinedProject> {
  await refuseFolder(directory, packageDirectory);
  const place = await locatePackage(directory, packageDirectory);
  const entry = await findPackageEntry(directory, place);
  const stubs = stagingStubs().map(({ name, content }) => ({
    path: posix.join(project.modelPath, "staging", `${name}.sql`),
    content,
  }));
  const wanted = [...stubs, ...(await readRules(packageDirectory, project.seedPath))];
  const there = await filesBelow(directory, project.paths);
  // dbt knows models by name: one that lies in another folder serves as well.
  const elsewhere = new Map(wanted.map((file) => [file.path, there.find((path) => isSameName(path, file.path))]));
  const { written, kept } = await writeMissing(directory, [
    ...runnerFiles(place),
    ...(entry.is === "missing" && !entry.fileExists ? [{ path: entry.file, content: packagesFile(place) }] : []),
    ...wanted.filter((file) => elsewhere.get(file.path) === undefined),
  ]);
  if (!place.isInstalled) await writeLauncher(directory, packageDirectory);
  return {
    written,
    kept: [...kept, ...[...elsewhere.values()].filter((path) => path !== undefined)],
    toAdd: [...packageLines(entry), ...(await ignoredLines(directory))],
    stubs: stubs.map((stub) => stub.path).filter((path) => written.includes(path)),
  };
}

function packageLines(entry: PackageEntry): readonly ToAdd[] {
  if (entry.is !== "missing" || !entry.fileExists) return [];
  return [{ file: entry.file, lines: entry.lines, why: "so that dbt finds Tierline's models" }];
}

/** State, and what can be made again. */
async function ignoredLines(directory: string): Promise<readonly ToAdd[]> {
  const text = await readFile(join(directory, ".gitignore"), "utf8").catch(() => "");
  const present = new Set(text.split(/\r?\n/u).map((line) => line.trim().replaceAll(/^\/|\/$/gu, "")));
  const lines = RUNNER_IGNORES.filter((line) => !present.has(line.replaceAll(/^\/|\/$/gu, "")));
  return lines.length === 0 ? [] : [{ file: ".gitignore", lines, why: "so that git keeps no state" }];
}

async function filesBelow(directory: string, folders: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(
    folders.map(async (folder) => {
      const names = await readdir(join(directory, folder), { recursive: true }).catch(() => []);
      return names.map((name) => posix.join(folder, name));
    }),
  );
  return found.flat().toSorted((a, b) => a.localeCompare(b, "en"));
}

function isSameName(path: string, wanted: ShopFile["path"]): boolean {
  const [name = ""] = posix.basename(wanted).split(".");
  return new RegExp(`^${name}\\.(?:sql|py|csv)$`, "u").test(posix.basename(path));
}
