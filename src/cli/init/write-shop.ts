/** Makes a shop's folder. What is there already stays as it is. */
import { basename } from "node:path";
import type { EngineName } from "../../config/connection.ts";
import { locatePackage } from "../../config/package-entry.ts";
import { readRules } from "./rules.ts";
import { dbtNameOf, shopFiles } from "./shop-files.ts";
import { refuseFolder, writeLauncher, writeMissing, type WrittenFiles } from "./write-missing.ts";

/**
 * Writes the files that are missing, and the launcher for `npx tierline` where npm has not made one. `ConfigError`: the
 * folder cannot be made, is a file, or is Tierline's own.
 */
export async function writeShop(
  directory: string,
  packageDirectory: string,
  engine: EngineName,
): Promise<WrittenFiles> {
  await refuseFolder(directory, packageDirectory);
  const place = await locatePackage(directory, packageDirectory);
  const files = [
    ...shopFiles({ name: dbtNameOf(basename(directory)), place, engine }),
    ...(await readRules(packageDirectory, "seeds")),
  ];
  const result = await writeMissing(directory, files);
  if (!place.isInstalled) await writeLauncher(directory, packageDirectory);
  return result;
}
