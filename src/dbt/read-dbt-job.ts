/** What a dbt job of one's own left in its target folder: which models it built, and how its tests on them ended. */
import { join } from "node:path";
import { ConfigError } from "../domain/errors.ts";
import { readManifest, readRunResults, readStaleSources, type Manifest, type RunResult } from "./artifacts.ts";
import { isGood } from "./build-failure.ts";

export interface DbtJob {
  /** dbt's id, as it stands in `tierline_builds`, too. */
  readonly invocationId: string;
  /** By model name: dbt's word, or `fail` where a test on the model failed. What was not built is not in it. */
  readonly statuses: ReadonlyMap<string, string>;
  /** Sources that `dbt source freshness` found too old, as `raw.charges`; null: it left no sources.json. */
  readonly staleSources: readonly string[] | null;
}

/** `ConfigError` `dbt_artifacts_missing` for files that are not there or cannot be understood: never taken for a success. */
export async function readDbtJob(folder: string): Promise<DbtJob> {
  const manifest = await readManifest(folder);
  if (manifest === undefined) throw missing(folder, "manifest.json");
  const results = await readRunResults(folder);
  if (results === undefined) throw missing(folder, "run_results.json");
  const statuses = new Map<string, string>();
  for (const result of results.results) {
    const node = manifest.nodes[result.unique_id];
    if (node !== undefined && ["model", "seed", "snapshot"].includes(node.resource_type))
      statuses.set(node.name, isGood(result) ? "success" : result.status);
  }
  for (const test of results.results.filter((result) => isFailedTest(result, manifest)))
    for (const id of manifest.nodes[test.unique_id]?.depends_on.nodes ?? []) {
      const name = manifest.nodes[id]?.name;
      if (name !== undefined && statuses.get(name) === "success") statuses.set(name, "fail");
    }
  return {
    invocationId: results.metadata.invocation_id,
    statuses,
    staleSources: (await readStaleSources(folder)) ?? null,
  };
}

function isFailedTest(result: RunResult, manifest: Manifest): boolean {
  return !isGood(result) && manifest.nodes[result.unique_id]?.resource_type === "test";
}

function missing(folder: string, name: string): ConfigError {
  return new ConfigError("dbt_artifacts_missing", `${name} is missing there, or is none that can be understood.`, {
    remedy: "Name the target folder of the dbt job, as --dbt-target-path target, after `dbt build` has ended.",
    location: { file: join(folder, name) },
  });
}
