/** What is staged, made to count: the last step of every file. */
import type { SettleIo } from "../destination.ts";
import type { FileStore, StagedFile } from "./store.ts";

/** What is ready to be committed, in this order; and what is of no use after that. */
export interface Prepared {
  readonly staged: readonly StagedFile[];
  readonly outdated: readonly string[];
}

/** The files say it already. */
export const NOTHING: Prepared = { staged: [], outdated: [] };

/** A file, its manifest, and the manifest of the place. */
const COMMITS_MAX = 3;

export interface Committing {
  readonly io: SettleIo;
  /** Something is about to be committed. */
  readonly onRequest: () => void;
  /** From here on a reader may see it, whatever comes back. */
  readonly onCounting: () => void;
}

/**
 * False: the lease does not allow it any more, and nothing was done. That the files say something already is an answer, too,
 * and one only while the lease lasts.
 */
export async function commitFiles(
  store: FileStore,
  { staged, outdated }: Prepared,
  { io, onRequest, onCounting }: Committing,
): Promise<boolean> {
  try {
    if (!(await io.beforeRequest(COMMITS_MAX * store.commitTimeoutMs))) return false;
    if (staged.length > 0) onRequest();
    for (const [at, one] of staged.entries()) {
      // Nothing counts by the first one alone: a file without its manifest, or word of a snapshot that never came.
      if (at > 0) onCounting();
      await one.commit();
    }
  } finally {
    for (const one of staged) await one.discard();
  }
  for (const path of outdated) await store.remove(path);
  return true;
}
