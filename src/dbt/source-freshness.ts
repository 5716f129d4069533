/**
 * Are the sources that some models come from fresh? Asked of dbt, so that the rules are those that the project states for
 * dbt's own `source freshness`: https://docs.getdbt.com/reference/resource-properties/freshness (read 2026-11-29).
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { ConfigError, TransientError } from "../domain/errors.ts";
import { earlyFailure } from "./build-failure.ts";
import { OWN } from "./dbt-build.ts";
import type { DbtBuildRequest } from "./dbt-build-request.ts";
import { runDbt } from "./run-dbt.ts";
import { makeTargetFolder } from "./target-folder.ts";

export type FreshnessRequest = Omit<DbtBuildRequest, "scope" | "checkModels" | "onProgress">;

/** sources.json, schema v3, the parts that we read. A source whose table cannot be read has a status and nothing else. */
const sourcesSchema = z.object({
  metadata: z.object({ invocation_id: z.string() }),
  results: z.array(
    z.object({
      unique_id: z.string(),
      status: z.string(),
      max_loaded_at_time_ago_in_s: z.number().nullish(),
    }),
  ),
});

/** Good are `pass` and `warn`; any other word, a new one too, is not. */
const FRESH = new Set(["pass", "warn"]);

/**
 * Resolves to the number of sources that were asked. `ConfigError` `source_stale` (causes: each source), `freshness_unset` when
 * none of the models' sources states how old it may be, `dbt_failed`; `TransientError` `dbt_timeout`, `interrupted`.
 */
export async function checkFreshness(request: FreshnessRequest): Promise<number> {
  const { clock, random, project, target } = request;
  const name = `${String(clock.nowMs()).padStart(15, "0")}-${random.id()}`;
  const folder = await makeTargetFolder(join(project, ".tierline", "dbt", target), name);
  try {
    const outcome = await runDbt({
      program: request.dbt,
      words: [...wordsOf(request), ...folder.words],
      folder: project,
      environment: { ...request.environment, ...OWN, DBT_PARTIAL_PARSE: "true", PYTHONUNBUFFERED: "1" },
      umask: "077",
      timeoutMs: request.timeoutMs,
      clock,
      signal: request.signal,
      onEvent: () => undefined,
    });
    if (outcome.ended === "timed_out")
      throw new TransientError("dbt_timeout", "dbt did not say in time whether the sources are fresh.", {
        remedy: "Raise dbt_timeout in tierline.yml, or see what holds the warehouse.",
      });
    if (outcome.ended !== "by_itself")
      throw new TransientError("interrupted", "Interrupted.", { remedy: "Run the same command again." });
    const sources = sourcesSchema.safeParse(await readJson(join(folder.path, "sources.json"))).data;
    if (sources === undefined || sources.metadata.invocation_id !== outcome.invocationId) {
      // Nothing of these models states how old it may be: dbt says so and writes no file.
      if (outcome.exitCode === 0) throw unset(request.models);
      throw earlyFailure(outcome.errors, outcome.otherLines);
    }
    return judge(sources, request.models);
  } finally {
    await folder.finish();
  }
}

function judge({ results }: z.infer<typeof sourcesSchema>, models: readonly string[]): number {
  if (results.length === 0) throw unset(models);
  const stale = results.filter(({ status }) => !FRESH.has(status));
  if (stale.length === 0) return results.length;
  const names = stale.map(({ unique_id: id }) => nameOf(id));
  const causes = stale.map((one) => ({ code: "source_stale", message: sentence(one) }));
  throw new ConfigError("source_stale", `Not fresh: ${names.join(", ")}. Nothing was built and nothing is sent.`, {
    causes: causes.length > 1 ? causes : [],
    remedy: `${causes.length === 1 ? `${causes[0]?.message ?? ""} ` : ""}Load what is missing, then run again; how old a source may be stands in its \`freshness\`.`,
  });
}

function sentence({
  unique_id: id,
  status,
  max_loaded_at_time_ago_in_s: seconds,
}: z.infer<typeof sourcesSchema>["results"][number]): string {
  if (seconds == null) return `${nameOf(id)} could not be read (${status}).`;
  return `The newest row of ${nameOf(id)} came ${(seconds / 3_600).toFixed(1)} hours ago.`;
}

/** `source.shop.raw.charges` → `raw.charges`. */
function nameOf(uniqueId: string): string {
  return uniqueId.split(".").slice(2).join(".");
}

function unset(models: readonly string[]): ConfigError {
  return new ConfigError("freshness_unset", `No source of ${models.join(", ")} states how old it may be.`, {
    remedy:
      "Give a source `freshness` and `loaded_at_field` in the dbt project, or leave source_freshness out of tierline.yml.",
  });
}

function wordsOf({ project, profilesFolder, target, models }: FreshnessRequest): readonly string[] {
  const options: Readonly<Record<string, string>> = {
    "--project-dir": project,
    "--profiles-dir": profilesFolder,
    "--target": target,
    "--log-format": "json",
    "--log-level": "info",
    "--log-level-file": "none",
  };
  const selectors = models.map((model) => `+${model}`);
  return ["source", "freshness", "--select", ...selectors, ...Object.entries(options).flat(), "--no-quiet"];
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return undefined; // Missing or cut short; the caller judges.
  }
}
