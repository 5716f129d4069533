/** `dbt deps`, once: Tierline's models reach a shop as a local package, which needs no network. */
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DbtBuildRequest } from "./dbt-build-request.ts";
import { earlyFailure } from "./build-failure.ts";
import { runDbt } from "./run-dbt.ts";
import { TransientError } from "../domain/errors.ts";

const FILES = ["packages.yml", "dependencies.yml"] as const;
const INSTALL_PATH = /^packages-install-path:\s*["']?([^"'#\s]+)/mu;

type Request = Pick<DbtBuildRequest, "dbt" | "project" | "environment" | "timeoutMs" | "clock" | "signal">;

/**
 * Runs `dbt deps` (3 s) only when what packages.yml asks for is not what was installed last, by us or by the team. Errors as
 * `dbtBuild`.
 */
export async function installDbtPackages(request: Request): Promise<void> {
  const { project } = request;
  const wanted = await readWanted(project);
  if (wanted === "") return;
  const stamp = join(project, ".tierline", "dbt-packages");
  const installed = await readText(stamp);
  if (await arePackagesThere(project)) {
    if (installed === wanted) return;
    if (installed === "" && (await isLockNewer(project))) {
      await writeStamp(project, stamp, wanted);
      return;
    }
  }
  const outcome = await runDbt({
    ...request,
    program: request.dbt,
    words: [
      "deps",
      "--project-dir",
      project,
      "--log-format",
      "json",
      "--log-level-file",
      "none",
      "--log-path",
      join(project, ".tierline"),
      "--no-send-anonymous-usage-stats",
    ],
    folder: project,
    umask: null,
    onEvent: () => undefined,
  });
  if (outcome.ended === "interrupted")
    throw new TransientError("interrupted", "dbt was interrupted; nothing was sent.");
  if (outcome.exitCode !== 0) throw earlyFailure(outcome.errors, outcome.otherLines);
  await writeStamp(project, stamp, wanted);
}

async function writeStamp(project: string, stamp: string, wanted: string): Promise<void> {
  await mkdir(join(project, ".tierline"), { recursive: true });
  await writeFile(`${stamp}.new`, wanted);
  await rename(`${stamp}.new`, stamp);
}

/** The team ran `dbt deps` after the last change: what it installed, perhaps over a network, is not fetched again. */
async function isLockNewer(project: string): Promise<boolean> {
  const changedMs = async (name: string): Promise<number> =>
    stat(join(project, name)).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    );
  const [lock = 0, ...asked] = await Promise.all(["package-lock.yml", ...FILES].map(changedMs));
  return asked.every((one) => one <= lock);
}

/** A hash of the files that name packages; empty when there are none. */
async function readWanted(project: string): Promise<string> {
  const texts = await Promise.all(FILES.map((name) => readText(join(project, name))));
  const text = texts.join("\n");
  return text.trim() === "" ? "" : createHash("sha256").update(text).digest("hex");
}

/** A local package is a link: it leads nowhere once Tierline has moved. */
async function arePackagesThere(project: string): Promise<boolean> {
  try {
    const text = await readText(join(project, "dbt_project.yml"));
    const folder = join(project, INSTALL_PATH.exec(text)?.[1] ?? "dbt_packages");
    const names = await readdir(folder);
    await Promise.all(names.map((name) => stat(join(folder, name))));
    return names.length > 0;
  } catch {
    return false;
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}
