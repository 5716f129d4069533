/** What dbt leaves in its target folder: run_results.json (schema v6) and manifest.json (v12), the parts that we read. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { DbtModel } from "../domain/dbt-model.ts";

const runResultsSchema = z.object({
  metadata: z.object({ invocation_id: z.string() }),
  results: z.array(
    z.object({
      unique_id: z.string(),
      status: z.string(),
      message: z.string().nullish(),
      failures: z.number().nullish(),
      compiled_code: z.string().nullish(),
    }),
  ),
});

const nodeSchema = z.object({
  name: z.string(),
  resource_type: z.string(),
  package_name: z.string(),
  original_file_path: z.string(),
  path: z.string(),
  raw_code: z.string().catch(""),
  description: z.string().catch(""),
  columns: z.record(z.string(), z.unknown()).catch({}),
  depends_on: z.object({ nodes: z.array(z.string()).catch([]) }).catch({ nodes: [] }),
  config: z
    .object({
      contract: z.object({ enforced: z.boolean() }).optional().catch(undefined),
      meta: z.record(z.string(), z.unknown()).optional().catch(undefined),
    })
    .catch({}),
});

const manifestSchema = z.object({
  metadata: z.object({ project_name: z.string().nullish() }),
  nodes: z.record(z.string(), nodeSchema),
});

export type RunResults = z.infer<typeof runResultsSchema>;
export type RunResult = RunResults["results"][number];
export type Manifest = z.infer<typeof manifestSchema>;
export type ManifestNode = z.infer<typeof nodeSchema>;

/** Undefined when dbt wrote none, or none that can be understood: never taken for a success. */
export async function readRunResults(targetFolder: string): Promise<RunResults | undefined> {
  return runResultsSchema.safeParse(await readJson(join(targetFolder, "run_results.json"))).data;
}

/** Undefined when dbt did not get so far as to write it. */
export async function readManifest(targetFolder: string): Promise<Manifest | undefined> {
  return manifestSchema.safeParse(await readJson(join(targetFolder, "manifest.json"))).data;
}

/** sources.json of `dbt source freshness` (schema v3): `unique_id` is `source.<project>.<source>.<table>`. */
const sourcesSchema = z.object({ results: z.array(z.object({ unique_id: z.string(), status: z.string() })) });

/** Those that are older than their `error_after`, or could not be asked; undefined when dbt wrote no such file. */
export async function readStaleSources(targetFolder: string): Promise<readonly string[] | undefined> {
  const sources = sourcesSchema.safeParse(await readJson(join(targetFolder, "sources.json"))).data;
  return sources?.results
    .filter(({ status }) => status === "error" || status === "runtime error")
    .map(({ unique_id: id }) => id.split(".").slice(2).join("."))
    .toSorted();
}

/** Everything a sync may read: models, seeds and snapshots. */
export function modelsOf(manifest: Manifest): readonly DbtModel[] {
  return Object.values(manifest.nodes)
    .filter((node) => ["model", "seed", "snapshot"].includes(node.resource_type))
    .map(({ name, columns, config }) => ({
      name,
      columns: Object.keys(columns),
      hasAllColumns: config.contract?.enforced ?? false,
    }));
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return undefined; // Missing or cut short; the caller judges.
  }
}
