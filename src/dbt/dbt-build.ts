/** One `dbt build`: all models of the syncs with what they come from, at one instant. */
import { join } from "node:path";
import { ConfigError, TransientError } from "../domain/errors.ts";
import { modelsOf, readManifest, readRunResults } from "./artifacts.ts";
import { earlyFailure, isGood, nodeFailure } from "./build-failure.ts";
import type { DbtBuildRequest } from "./dbt-build-request.ts";
import { installDbtPackages } from "./dbt-packages.ts";
import { progressOf, type DbtLogLine } from "./log-line.ts";
import { runDbt, type DbtOutcome } from "./run-dbt.ts";
import { makeTargetFolder } from "./target-folder.ts";

export interface BuildResult {
  /** dbt's id, as it stands in `tierline_builds`. */
  readonly invocationId: string;
  readonly asOf: string;
  /** Models, seeds and snapshots built. */
  readonly models: number;
  readonly tests: number;
  /** Tests that only warn and did. */
  readonly warnings: number;
  readonly seconds: number;
}

/**
 * Builds, and resolves only when `run_results.json` of this very invocation says that every node succeeded.
 * `ConfigError` `dbt_failed` (causes: each failed node); `TransientError` `warehouse_locked`, `dbt_timeout`,
 * `interrupted`; whatever `checkModels` throws. Unit tests of the project are not run: they prove code, not data.
 */
export async function dbtBuild(request: DbtBuildRequest): Promise<BuildResult> {
  const { clock, random, project, target } = request;
  const startedMs = clock.nowMs();
  await installDbtPackages(request);
  const name = `${String(startedMs).padStart(15, "0")}-${random.id()}`;
  const folder = await makeTargetFolder(join(project, ".tierline", "dbt", target), name);
  const unknown: string[] = [];
  const onEvent = (event: DbtLogLine): "stop" | undefined => {
    const progress = progressOf(event);
    if (progress !== undefined) request.onProgress(progress);
    const selector = event.info.name === "NoNodesForSelectionCriteria" ? event.data.spec_raw : undefined;
    if (selector?.startsWith("+") !== true) return undefined;
    unknown.push(selector.slice(1));
    return "stop";
  };
  const outcome = await runDbt({
    program: request.dbt,
    words: [...buildWords(request), ...folder.words],
    folder: project,
    environment: {
      ...request.environment,
      ...UNSET,
      // Not `--vars`: another value there would make dbt parse the whole project again.
      TIERLINE_AS_OF: request.asOf,
      ...OWN,
      DBT_PARTIAL_PARSE: "true",
      PYTHONUNBUFFERED: "1",
    },
    umask: "077",
    timeoutMs: request.timeoutMs,
    clock,
    signal: request.signal,
    onEvent,
  });
  try {
    const manifest = await readManifest(folder.path);
    if (manifest !== undefined && outcome.ended !== "interrupted") request.checkModels(modelsOf(manifest));
    refuseUnknown(unknown);
    refuseEnded(outcome, request.timeoutMs);
    const results = await readRunResults(folder.path);
    if (outcome.invocationId === undefined || results?.metadata.invocation_id !== outcome.invocationId)
      throw earlyFailure(outcome.errors, outcome.otherLines);
    if (!results.results.every(isGood)) throw nodeFailure(results.results, manifest, folder.path);
    if (outcome.exitCode !== 0 || results.results.length === 0) throw earlyFailure(outcome.errors, outcome.otherLines);
    const tests = results.results.filter(({ unique_id: id }) => id.startsWith("test."));
    return {
      invocationId: outcome.invocationId,
      asOf: request.asOf,
      models: results.results.filter(({ unique_id: id }) => /^(?:model|seed|snapshot)\./u.test(id)).length,
      tests: tests.length,
      warnings: tests.filter(({ status }) => status === "warn").length,
      seconds: (clock.nowMs() - startedMs) / 1000,
    };
  } finally {
    await folder.finish();
  }
}

/**
 * A developer's settings (`DBT_DEFER`, `DBT_EMPTY`, … or `flags:` of the project) that would make this another build: one
 * that reads half of its models from production, holds no rows, or tells nothing.
 */
const SWITCHES = [
  "--no-defer",
  "--no-empty",
  "--no-quiet",
  "--write-json",
  "--no-use-colors",
  "--no-send-anonymous-usage-stats",
] as const;
/** Says to the package that it is Tierline that builds. The same for all that share what is parsed. */
export const OWN = { TIERLINE_BUILDS: "true" } as const;
/** Those that no switch can turn off. */
const UNSET = {
  DBT_SAMPLE: undefined,
  DBT_RESOURCE_TYPES: undefined,
  DBT_STATE: undefined,
  DBT_DEFER_STATE: undefined,
};

function buildWords({ project, profilesFolder, target, models, scope }: DbtBuildRequest): readonly string[] {
  const options: Readonly<Record<string, string>> = {
    "--project-dir": project,
    "--profiles-dir": profilesFolder,
    "--target": target,
    // A test that also reads a model we did not ask for says nothing about ours, and may not even run.
    "--indirect-selection": "buildable",
    "--log-format": "json",
    "--log-level": "info",
    "--log-level-file": "none",
  };
  const selectors = new Set(models.map((model) => `+${model}`));
  return [
    "build",
    "--select",
    ...selectors,
    ...(scope === "whole" ? ["package:tierline"] : []),
    "--exclude-resource-type",
    "unit_test",
    ...(scope === "whole" ? [] : ["test"]),
    ...Object.entries(options).flat(),
    ...SWITCHES,
  ];
}

function refuseUnknown(models: readonly string[]): void {
  if (models.length === 0) return;
  throw new ConfigError("unknown_model", `The dbt project has no enabled model ${models.join(", ")}.`, {
    remedy: "Correct the sync file, or enable the model.",
  });
}

function refuseEnded({ ended }: DbtOutcome, timeoutMs: number): void {
  if (ended === "interrupted")
    throw new TransientError("interrupted", "dbt was interrupted; nothing was sent.", { remedy: "Start again." });
  if (ended === "timed_out")
    throw new TransientError(
      "dbt_timeout",
      `dbt was stopped after ${Math.round(timeoutMs / 1000)} s; nothing was sent.`,
      {
        remedy: "Find out what holds it up, or raise dbt_timeout in tierline.yml.",
      },
    );
}
