/** Where Tierline itself lies: its models, seeds and Python environment. */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** Absolute; the folder of package.json, two above both `src/cli/` and `dist/cli/`. */
export function packageDirectory(): string {
  return dirname(dirname(dirname(fileURLToPath(import.meta.url))));
}
