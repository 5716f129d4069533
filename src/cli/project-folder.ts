/** Which project a command means. */
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { ConfigError } from "../domain/errors.ts";

const MARKS = ["tierline.yml", "dbt_project.yml"] as const;

/** `--project`, or the folder the command was started in, or the nearest above it. Absolute. */
export function projectFolder(directory: string, asked: string | undefined): string {
  if (asked !== undefined) {
    const folder = resolve(directory, asked);
    if (isProject(folder)) return folder;
    throw new ConfigError("no_project", `There is no tierline.yml in ${asked}.`, {
      remedy: `Name the folder that \`tierline init\` made, or make one: tierline init ${asked}`,
    });
  }
  for (let folder = resolve(directory); ; folder = dirname(folder)) {
    if (isProject(folder)) return folder;
    if (folder === dirname(folder))
      throw new ConfigError("no_project", "There is no tierline.yml in this folder or one above it.", {
        remedy: "Go to your project's folder, or make one: tierline init my-shop",
      });
  }
}

function isProject(folder: string): boolean {
  return MARKS.some((mark) => existsSync(join(folder, mark)));
}
