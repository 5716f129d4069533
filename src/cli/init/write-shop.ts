/** Makes a shop's folder. What is there already stays as it is. */
import { chmod, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ConfigError } from "../../domain/errors.ts";
import { LAUNCHER_PATH, launcher } from "./launcher.ts";
import { dbtNameOf, shopFiles, type ShopFile } from "./shop-files.ts";

/** The rules a new shop starts with: copies of the package's own. */
const SEEDS = ["seeds/tier_policies.csv", "seeds/tier_levels.csv"] as const;

export interface WrittenShop {
  /** Paths relative to the folder. */
  readonly written: readonly string[];
  /** Files that were there and were left as they are. */
  readonly kept: readonly string[];
}

/**
 * Writes the files that are missing and the launcher for `npx tierline`, which is ours and always written anew.
 * `ConfigError`: the folder cannot be made, is a file, or is Tierline's own.
 */
export async function writeShop(directory: string, packageDirectory: string): Promise<WrittenShop> {
  if (directory === packageDirectory)
    throw new ConfigError("not_a_shop", "This folder is Tierline itself.", {
      remedy: "Name a folder of your own: tierline init my-shop",
    });
  await refuseFile(directory);
  const seeds = await Promise.all(
    SEEDS.map(async (path): Promise<ShopFile> => ({
      path,
      content: await readFile(join(packageDirectory, path), "utf8"),
    })),
  );
  const written: string[] = [];
  const kept: string[] = [];
  for (const file of [...shopFiles({ name: dbtNameOf(basename(directory)), packageDirectory }), ...seeds])
    ((await writeMissing(directory, file)) ? written : kept).push(file.path);
  const launcherPath = join(directory, LAUNCHER_PATH);
  await mkdir(dirname(launcherPath), { recursive: true });
  await writeFile(launcherPath, launcher(packageDirectory));
  await chmod(launcherPath, 0o755);
  return { written, kept };
}

async function refuseFile(directory: string): Promise<void> {
  const found = await stat(directory).catch(() => undefined);
  if (found !== undefined && !found.isDirectory())
    throw new ConfigError("not_a_folder", `${basename(directory)} is a file, not a folder.`, {
      remedy: "Name another folder.",
    });
}

/** True when it was missing. The check and the write are one step, so that nothing is ever overwritten. */
async function writeMissing(directory: string, file: ShopFile): Promise<boolean> {
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
