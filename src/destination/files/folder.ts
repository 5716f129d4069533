/** One place's folder: what was written there last, and how something new is written so that a reader sees it whole. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileFacts } from "./file-facts.ts";
import type { FileBefore } from "./fold-rows.ts";
import { manifestText, parseManifest, type Manifest } from "./manifest.ts";
import { fileChanged, fileMissing } from "./place-errors.ts";
import type { FileStore, StagedFile } from "./store.ts";

const NEWEST = "manifest.json";
/** Says what is about to replace a snapshot, so that a run that ends between the two is understood by the next one. */
export const COMING = "manifest.next.json";

/** The manifest of one file of changes. */
function manifestNameOf(sequence: number): string {
  return `${numberOf(sequence)}.manifest.json`;
}

/** Ten digits, so that names in order are files in order. */
export function numberOf(sequence: number): string {
  return String(sequence).padStart(10, "0");
}

export interface Writing {
  readonly store: FileStore;
  /** The place's folder in the store. */
  readonly folder: string;
  /** On this machine, for files on their way. */
  readonly directory: string;
}

/** Undefined: nothing was ever written here. */
export async function readNewest({ store, folder }: Pick<Writing, "store" | "folder">): Promise<Manifest | undefined> {
  let newest = await readManifest(store, `${folder}/${NEWEST}`);
  if (newest?.content !== "changes") return newest;
  // A run that ended between a file's own manifest and this one left files that already count.
  for (let next = newest; ;) {
    const found = await readManifest(store, `${folder}/${manifestNameOf(next.sequence + 1)}`);
    if (found === undefined) return newest;
    newest = found;
    next = found;
  }
}

/**
 * The snapshot that the manifest speaks of, on this machine, with the manifest that fits it. `ConfigError` `file_missing`,
 * `file_changed`.
 */
export async function fetchSnapshot(
  { store, folder, directory }: Writing,
  newest: Manifest,
): Promise<{ readonly manifest: Manifest; readonly before: FileBefore }> {
  const coming = await readManifest(store, `${folder}/${COMING}`);
  let isThere = false;
  // Somebody who ended between the snapshot and its manifest had said before what was coming.
  for (const manifest of coming === undefined ? [newest] : [newest, coming]) {
    if (manifest.file === null) continue;
    const path = await store.fetch(`${folder}/${manifest.file.name}`, directory);
    if (path === undefined) continue;
    isThere = true;
    if ((await fileFacts(path)).sha256 !== manifest.file.sha256) continue;
    return { manifest, before: { path, format: manifest.format, columns: manifest.columns } };
  }
  const path = `${folder}/${newest.file?.name ?? NEWEST}`;
  throw isThere ? fileChanged(path) : fileMissing(path);
}

/** A file of changes may be gone: its reader takes it away. `ConfigError` `file_changed`. */
export async function checkUnchanged({ store, folder, directory }: Writing, { file }: Manifest): Promise<void> {
  if (file === null) return;
  const path = await store.fetch(`${folder}/${file.name}`, directory);
  if (path !== undefined && (await fileFacts(path)).sha256 !== file.sha256) throw fileChanged(`${folder}/${file.name}`);
}

/** What is to be committed, in this order. */
export async function stageAll(
  { store, folder, directory }: Writing,
  localFile: string | null,
  manifest: Manifest,
): Promise<readonly StagedFile[]> {
  const told = join(directory, NEWEST);
  await writeFile(told, manifestText(manifest));
  const file: readonly (readonly [string, string])[] =
    localFile === null || manifest.file === null ? [] : [[manifest.file.name, localFile]];
  const parts: readonly (readonly [string, string])[] =
    manifest.content === "changes"
      ? [...file, ...(localFile === null ? [] : [[manifestNameOf(manifest.sequence), told] as const]), [NEWEST, told]]
      : [[COMING, told], ...file, [NEWEST, told]];
  const staged: StagedFile[] = [];
  try {
    for (const [name, path] of parts) staged.push(await store.stage(`${folder}/${name}`, path));
    return staged;
  } catch (error) {
    for (const one of staged) await one.discard();
    throw error;
  }
}

async function readManifest(store: FileStore, path: string): Promise<Manifest | undefined> {
  const text = await store.read(path);
  return text === undefined ? undefined : parseManifest(text, path);
}
