/** The rules a new programme starts with: copies of the package's own seeds. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ShopFile } from "./shop-files.ts";

const SEEDS = ["tier_policies.csv", "tier_levels.csv"] as const;

/** `folder`: where the project keeps its seeds, relative to it. */
export function readRules(packageDirectory: string, folder: string): Promise<readonly ShopFile[]> {
  return Promise.all(
    SEEDS.map(async (name) => ({
      path: `${folder}/${name}`,
      content: await readFile(join(packageDirectory, "seeds", name), "utf8"),
    })),
  );
}
