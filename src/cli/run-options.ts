/** What a run is made from: a build of its own, the newest one there is, or that of a dbt job. */
import { resolve } from "node:path";
import type { DbtJob } from "../dbt/read-dbt-job.ts";
import { ConfigError } from "../domain/errors.ts";
import type { CommandInput } from "./command.ts";
import { parseAsOf } from "./parse-as-of.ts";
import type { World } from "./world.ts";

export const BUILD_OPTIONS = [
  { flags: "--no-build", description: "build nothing: plan from the newest build, as after a dbt job of your own" },
  {
    flags: "--dbt-target-path <dir>",
    description:
      "with --no-build: the target folder of that job; refused where it did not build the sync's models well",
  },
  {
    flags: "--changed-only",
    description: "with --no-build: leave out syncs whose build and definition are those of their last plan",
  },
] as const;

export type RunFrom =
  /** `asOf` null: now. */
  | { readonly is: "own_build"; readonly asOf: string | null }
  | { readonly is: "newest_build"; readonly job: DbtJob | null; readonly isChangedOnly: boolean };

/** `ConfigError` `usage` for options that do not go together; `dbt_artifacts_missing`. */
export async function readRunFrom(world: Pick<World, "clock" | "directory">, input: CommandInput): Promise<RunFrom> {
  const asOf = input.text("asOf");
  const folder = input.text("dbtTargetPath");
  const isChangedOnly = input.has("changedOnly");
  // commander's `--no-build` makes an option `build` that is true unless it is given.
  if (input.has("build")) {
    if (folder !== undefined) throw needsNoBuild("--dbt-target-path");
    if (isChangedOnly) throw needsNoBuild("--changed-only");
    return { is: "own_build", asOf: asOf === undefined ? null : parseAsOf(asOf, world.clock.nowMs()) };
  }
  if (asOf !== undefined)
    throw new ConfigError("usage", "--as-of belongs to a build, and --no-build makes none.", {
      remedy: "Leave one of the two out.",
    });
  if (folder === undefined) return { is: "newest_build", job: null, isChangedOnly };
  const { readDbtJob } = await import("../dbt/read-dbt-job.ts");
  return { is: "newest_build", job: await readDbtJob(resolve(world.directory, folder)), isChangedOnly };
}

function needsNoBuild(option: string): ConfigError {
  return new ConfigError("usage", `${option} belongs to --no-build: a run that builds makes every build anew.`, {
    remedy: "Give both, or neither.",
  });
}
