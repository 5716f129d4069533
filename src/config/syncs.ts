/** All files of `syncs/`, checked one by one and against each other. */
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Problem, SourceLocation } from "../domain/errors.ts";
import { refuse } from "./refuse.ts";
import { readSyncFile, type ReadSyncFile, type SyncFile } from "./sync-file.ts";
import type { SyncReading } from "./sync-reading.ts";

/**
 * The syncs of a project, in the order of their names. `folder` is the project's; without `syncs/` there are none.
 * `ConfigError` `invalid_sync` with every problem of every file (or the one problem's own code). `sent`: the files, as
 * `syncs/a.yml`, whose credentials are read where they are needed; the others may lack theirs. Left out: all.
 */
export async function loadSyncs(
  folder: string,
  reading: SyncReading,
  sent?: ReadonlySet<string>,
): Promise<readonly SyncFile[]> {
  const files: SyncFile[] = [];
  const problems: Problem[] = [];
  for (const name of await syncFileNames(join(folder, "syncs"))) {
    const file = `syncs/${name}`;
    const credentials = sent === undefined || sent.has(file) ? reading.credentials : "unused";
    const read = readSyncFile(file, await readFile(join(folder, file), "utf8"), { ...reading, credentials });
    if (read.kind === "sync") files.push(read.file);
    else problems.push(...read.problems);
  }
  refuse("invalid_sync", [...problems, ...clashes(files)]);
  return files.toSorted((a, b) => (a.sync.name < b.sync.name ? -1 : 1));
}

/** One of them by itself; `file` as `syncs/a.yml`. */
export async function readSyncAgain(folder: string, file: string, reading: SyncReading): Promise<ReadSyncFile> {
  return readSyncFile(file, await readFile(join(folder, file), "utf8"), reading);
}

async function syncFileNames(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => /^[^.].*\.ya?ml$/u.test(name)).toSorted();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

/** Names, and at one destination lists and properties, have one owner. */
function clashes(files: readonly SyncFile[]): readonly Problem[] {
  const owners = new Map<string, SourceLocation>();
  const problems: Problem[] = [];
  const claim = (key: string, what: string, location: SourceLocation): void => {
    const owner = owners.get(key);
    if (owner === undefined) owners.set(key, location);
    else
      problems.push({
        code: "two_owners",
        message: `${what} stands already in ${owner.file}, line ${owner.line ?? 1}.`,
        remedy: "Let one of the two own it.",
        location,
      });
  };
  for (const { sync, source, destinationKey } of files) {
    claim(`name ${sync.name}`, `A sync named "${sync.name}"`, source.locate(["name"]));
    for (const [index, { lists }] of sync.audiences.entries())
      for (const { audience, list } of lists) {
        const location = source.locate(["audiences", index, "lists", audience]);
        claim(`list ${destinationKey} ${list.toLowerCase()}`, `The list "${list}"`, location);
      }
    for (const { name } of sync.properties) {
      const location = source.locate(["properties", name], "key");
      claim(`property ${destinationKey} ${name}`, `The property "${name}"`, location);
    }
  }
  return problems;
}
