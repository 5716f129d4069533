/** `dbt deps`, once: Tierline's models reach a shop as a local package, which needs no network. */
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DbtBuildRequest } from "./dbt-build-request.ts";
import { earlyFailure } from "./build-failure.ts";
import { runDbt } from "./run-dbt.ts";
import { TransientError } from "../domain/errors.ts";

type Request = Pick<DbtBuildRequest, "dbt" | "project" | "environment" | "timeoutMs" | "clock" | "signal">;

/** Runs `dbt deps` (3 s) only when what packages.yml asks for is not what was installed last. Errors as `dbtBuild`. */
export async function installDbtPackages(request: Request): Promise<void> {
  const { project } = request;
  const wanted = await readWanted(project);
  if (wanted === "") return;
  const stamp = join(project, ".tierline", "dbt-packages");
  if ((await readText(stamp)) === wanted && (await arePackagesThere(project))) return;
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
    onEvent: () => undefined,
  });
  if (outcome.ended === "interrupted")
    throw new TransientError("interrupted", "dbt was interrupted; nothing was sent.");
  if (outcome.exitCode !== 0) throw earlyFailure(outcome.errors, outcome.otherLines);
  await mkdir(join(project, ".tierline"), { recursive: true });
  await writeFile(`${stamp}.new`, wanted);
  await rename(`${stamp}.new`, stamp);
}

/** A hash of the files that name packages; empty when there are none. */
async function readWanted(project: string): Promise<string> {
  const texts = await Promise.all(["packages.yml", "dependencies.yml"].map((name) => readText(join(project, name))));
  const text = texts.join("\n");
  return text.trim() === "" ? "" : createHash("sha256").update(text).digest("hex");
}

/** A local package is a link: it leads nowhere once Tierline has moved. */
async function arePackagesThere(project: string): Promise<boolean> {
  try {
    const folder = join(project, "dbt_packages");
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
