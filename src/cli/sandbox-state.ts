/** Where the sandbox of a project remembers, by the name that `init` gives it. */
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { quote, shellOf } from "./init/shell-commands.ts";
import type { World } from "./world.ts";

export const SANDBOX_STATE = "sandbox.json";

/** The project's, as the user types it from where they are; null: its sandbox has no such memory. */
export function findSandboxState(
  { directory, environment }: Pick<World, "directory" | "environment">,
  projectFolder: string,
): string | null {
  const path = join(projectFolder, SANDBOX_STATE);
  return existsSync(path) ? quote(shellOf(environment, process.platform), relative(directory, path)) : null;
}
