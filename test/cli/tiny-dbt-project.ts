/** A dbt project of three models in a folder of its own: small enough to build in seconds. */
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { dbtBuild, type BuildResult } from "../../src/dbt/dbt-build.ts";
import type { DbtBuildRequest } from "../../src/dbt/dbt-build-request.ts";
import { checkFreshness } from "../../src/dbt/source-freshness.ts";
import { findDbt } from "../../src/dbt/find-dbt.ts";
import type { DbtProgress } from "../../src/dbt/log-line.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { systemRandom } from "../../src/platform/random.ts";

export const PACKAGE_FOLDER = fileURLToPath(new URL("../..", import.meta.url));

const FILES = {
  "dbt_project.yml": "name: tiny\nversion: '1.0.0'\nconfig-version: 2\nprofile: tierline\nmodel-paths: [models]\n",
  "profiles.yml":
    "tierline:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: warehouse.duckdb, schema: loyalty, threads: 2}\n",
  "models/base.sql":
    "select 1 as id, {% if execute %}'{{ env_var('TIERLINE_AS_OF', '') }}'{% else %}''{% endif %} as as_of\n",
  "models/aud_members.sql": "select\n  id,\n  as_of\nfrom {{ ref('base') }}\n",
  "models/unrelated.sql": "select 2 as id\n",
  "models/models.yml":
    "models:\n  - name: aud_members\n    columns:\n      - {name: id, data_tests: [unique, not_null]}\n      - {name: as_of}\n",
};

export interface TinyProject {
  readonly folder: string;
  write(path: string, text: string): Promise<void>;
  build(changes?: Partial<DbtBuildRequest>): Promise<BuildResult>;
  /** The number of sources that were asked. */
  freshness(models?: readonly string[]): Promise<number>;
  readonly progress: DbtProgress[];
  [Symbol.asyncDispose](): Promise<void>;
}

export async function makeTinyProject(): Promise<TinyProject> {
  const folder = await mkdtemp(join(tmpdir(), "tierline-dbt-"));
  const project = await openTinyProject(folder);
  for (const [path, text] of Object.entries(FILES)) await project.write(path, text);
  return project;
}

/** One that is there already. */
export async function openTinyProject(folder: string): Promise<TinyProject> {
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  const program = await findDbt({
    named: null,
    environment: process.env,
    project: folder,
    packageFolder: PACKAGE_FOLDER,
    engine: "duckdb",
  });
  const progress: DbtProgress[] = [];
  const request = {
    dbt: program.path,
    project: folder,
    profilesFolder: folder,
    target: "dev",
    asOf: "2026-11-22T09:00:00Z",
    models: ["aud_members"],
    environment: process.env,
    timeoutMs: 100_000,
    clock: systemClock,
    random: systemRandom,
    signal: new AbortController().signal,
  };
  return {
    folder,
    write,
    progress,
    freshness: (models = request.models) => checkFreshness({ ...request, models }),
    build: (changes = {}) =>
      dbtBuild({
        ...request,
        scope: "whole",
        onProgress: (step) => progress.push(step),
        checkModels: () => undefined,
        ...changes,
      }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
