/** Whether there is room for the two files to be written anew. */
import { stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { EXIT } from "../../engine/exit-code.ts";
import { bytes } from "../picture/number.ts";
import type { Check, Finding } from "./check.ts";
import { failure, fine, passed, warning } from "./finding.ts";

/** The free bytes of a folder's file system for this user. */
export type FreeBytes = (folder: string) => Promise<number>;

/** Absolute paths of the warehouse and of the state; neither need be there. None where a server keeps them. */
export type DiskFiles = readonly string[];

const FREE_MIN = 50_000_000;
const FREE_WISHED = 500_000_000;

export function checkDisk(files: () => Promise<DiskFiles>, freeBytes: FreeBytes = freeOf): Check {
  return {
    name: "disk",
    sync: null,
    run: async () => {
      const paths = await files();
      if (paths.length === 0) return [passed("The server looks after its own disk.")];
      const size = (await Promise.all(paths.map(sizeOf))).reduce((sum, bytesOf) => sum + bytesOf, 0);
      const folders = new Set(paths.map((path) => dirname(path)));
      const free = Math.min(...(await Promise.all([...folders].map(freeBytes))));
      return [judge(free, size)];
    },
  };
}

/** DuckDB writes changed parts anew before it frees the old ones, and sorts on disk what memory does not hold. */
function judge(free: number, size: number): Finding {
  const said = `${bytes(free)} free beside files of ${bytes(size)}.`;
  if (free < FREE_MIN || free < size / 2)
    return failure("disk_full", EXIT.error, `Only ${said}`, "Free disk space before the next run.");
  if (free >= FREE_WISHED && free >= size) return fine(said);
  return warning("disk_low", `Only ${said}`, "Free disk space soon: a build may need as much again.");
}

async function freeOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return 0;
    throw error;
  }
}
