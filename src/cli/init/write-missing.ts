/** Writes what is not there; what is there is somebody's. */
import { chmod, mkdir, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ConfigError } from "../../domain/errors.ts";
import { LAUNCHER_PATH, launcher } from "./launcher.ts";
import type { ShopFile } from "./shop-files.ts";

export interface WrittenFiles {
  /** Paths relative to the folder. */
  readonly written: readonly string[];
  /** Files that were there and were left as they are. */
  readonly kept: readonly string[];
}

export async function writeMissing(directory: string, files: readonly ShopFile[]): Promise<WrittenFiles> {
  const written: string[] = [];
  const kept: string[] = [];
  for (const file of files) ((await writeOne(directory, file)) ? written : kept).push(file.path);
  return { written, kept };
}

/** `ConfigError` for a path that is a file, or for Tierline's own folder. */
export async function refuseFolder(directory: string, packageDirectory: string): Promise<void> {
  if (directory === packageDirectory)
    throw new ConfigError("not_a_shop", "This folder is Tierline itself.", {
      remedy: "Name a folder of your own: tierline init my-shop",
    });
  const found = await stat(directory).catch(() => undefined);
  if (found !== undefined && !found.isDirectory())
    throw new ConfigError("not_a_folder", `${basename(directory)} is a file, not a folder.`, {
      remedy: "Name another folder.",
    });
}

/** For `npx tierline`; ours, and always written anew. What npm put there is a link, never followed. */
export async function writeLauncher(directory: string, packageDirectory: string): Promise<void> {
  const path = join(directory, LAUNCHER_PATH);
  await mkdir(dirname(path), { recursive: true });
  await rm(path, { force: true });
  await writeFile(path, launcher(packageDirectory));
  await chmod(path, 0o755);
}

/** True when it was missing. The check and the write are one step, so that nothing is ever overwritten. */
async function writeOne(directory: string, file: ShopFile): Promise<boolean> {
  const path = join(directory, file.path);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, file.content, { flag: "wx" });
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EEXIST") return false;
    throw new ConfigError("not_writable", `${file.path} cannot be written in ${directory}.`, {
      cause: error,
      remedy: "Choose a folder you may write to.",
    });
  }
}
