/** A folder of this machine. Written beside, brought to the disk, renamed: POSIX rename replaces a file as a whole. */
import { constants, createReadStream } from "node:fs";
import { access, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { makeFolder } from "./make-folder.ts";
import type { FileStore, StagedFile } from "./store.ts";
import { isMissing, storeError, targetUnwritable } from "./store-error.ts";

/** A rename and the flush of a folder; a network drive may take a while. */
const COMMIT_TIMEOUT_MS = 10_000;

/** `root`: absolute; made by the first file when it is missing. */
export function createLocalStore(root: string): FileStore {
  return {
    commitTimeoutMs: COMMIT_TIMEOUT_MS,
    check: async () => {
      try {
        const found = await stat(root).catch(unlessMissing);
        // A folder that is missing is made by the first file; whether that is allowed shows then.
        if (found?.isDirectory() === false) throw targetUnwritable(root, "ENOTDIR");
        if (found !== undefined) await access(root, constants.W_OK);
      } catch (error) {
        throw storeError(error, root);
      }
    },
    read: async (path) => {
      try {
        return await readFile(join(root, path), "utf8").catch(unlessMissing);
      } catch (error) {
        throw storeError(error, root);
      }
    },
    fetch: async (path) => {
      const file = join(root, path);
      try {
        return (await stat(file).catch(unlessMissing)) === undefined ? undefined : file;
      } catch (error) {
        throw storeError(error, root);
      }
    },
    stage: async (path, localPath) => await stage(root, join(root, path), localPath),
    remove: async (path) => {
      try {
        await rm(join(root, path), { force: true });
      } catch (error) {
        throw storeError(error, root);
      }
    },
    close: async () => {},
  };
}

async function stage(root: string, file: string, localPath: string): Promise<StagedFile> {
  const folder = dirname(file);
  // Hidden, and named after the file: what a killed process left is written over by the next one.
  const part = join(folder, `.${basename(file)}.part`);
  const discard = async (): Promise<void> => {
    await rm(part, { force: true }).catch(() => undefined);
  };
  try {
    await makeFolder(folder, root);
    await copyFlushed(localPath, part);
  } catch (error) {
    await discard();
    throw storeError(error, root);
  }
  return {
    commit: async () => {
      try {
        await rename(part, file);
        await flushFolder(folder);
      } catch (error) {
        throw storeError(error, root);
      }
    },
    discard,
  };
}

async function copyFlushed(from: string, to: string): Promise<void> {
  const handle = await open(to, "w");
  try {
    await writeFile(handle, createReadStream(from));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A rename is durable once its folder is. */
async function flushFolder(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function unlessMissing(error: unknown): undefined {
  if (isMissing(error)) return undefined;
  throw error;
}
