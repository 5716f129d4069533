/** Who may read and write a database file. Files that hold addresses are their owner's alone. */
import { access, constants, stat } from "node:fs/promises";
import { dirname, relative } from "node:path";
import { EXIT } from "../../engine/exit-code.ts";
import { failure, warning } from "./finding.ts";
import type { Finding } from "./check.ts";

const OTHERS = 0o077;

export interface FileLook {
  /** Relative to the project where it lies in it. */
  readonly name: string;
  readonly isThere: boolean;
  readonly findings: readonly Finding[];
}

export async function lookAtFile(path: string, projectFolder: string): Promise<FileLook> {
  const inside = relative(projectFolder, path);
  const name = inside.startsWith("..") ? path : inside;
  const status = await stat(path).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  });
  const findings: Finding[] = [];
  // The log beside the file comes and goes, so its folder must be writable too.
  for (const place of [...(status === undefined ? [] : [path]), dirname(path)])
    if (!(await isWritable(place)))
      findings.push(
        failure(
          "warehouse_permission",
          EXIT.configuration,
          `${place} cannot be written by this user.`,
          "Run as the user who owns it, or correct its rights.",
        ),
      );
  if (status !== undefined && (status.mode & OTHERS) !== 0)
    findings.push(
      warning(
        "readable_by_others",
        `${name} holds people's data and is open to others (mode ${(status.mode & 0o777).toString(8)}).`,
        `chmod 600 ${path}`,
      ),
    );
  return { name, isThere: status !== undefined, findings };
}

async function isWritable(path: string): Promise<boolean> {
  try {
    await access(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
