import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readDbtJob } from "../../../src/dbt/read-dbt-job.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tierline-job-"));
});
afterEach(() => rm(folder, { recursive: true }));

function node(name: string, resource: string, on: readonly string[] = []): object {
  const path = `models/${name}.sql`;
  return {
    name,
    resource_type: resource,
    package_name: "shop",
    original_file_path: path,
    path,
    depends_on: { nodes: on },
  };
}

async function write(name: string, document: object): Promise<void> {
  await writeFile(join(folder, name), JSON.stringify(document));
}

const MANIFEST = {
  metadata: { project_name: "shop" },
  nodes: {
    "model.shop.aud_tier": node("aud_tier", "model"),
    "model.shop.aud_members": node("aud_members", "model"),
    "model.shop.aud_other": node("aud_other", "model"),
    "model.shop.aud_broken": node("aud_broken", "model"),
    "test.shop.unique_tier": node("unique_tier", "test", ["model.shop.aud_tier"]),
  },
};
const RESULTS = {
  metadata: { invocation_id: "job 7" },
  results: [
    { unique_id: "model.shop.aud_tier", status: "success" },
    { unique_id: "model.shop.aud_members", status: "success" },
    { unique_id: "model.shop.aud_broken", status: "error" },
    { unique_id: "test.shop.unique_tier", status: "fail", failures: 1 },
  ],
};

test("a job tells how each model that it built ended; a failed test fails its model, and what it left out is not there", async () => {
  await write("manifest.json", MANIFEST);
  await write("run_results.json", RESULTS);
  const { invocationId, statuses, staleSources } = await readDbtJob(folder);
  expect([invocationId, staleSources]).toEqual(["job 7", null]);
  expect([...statuses]).toEqual([
    ["aud_tier", "fail"],
    ["aud_members", "success"],
    ["aud_broken", "error"],
  ]);
});

test("sources that dbt found too old are named", async () => {
  await write("manifest.json", MANIFEST);
  await write("run_results.json", RESULTS);
  await write("sources.json", {
    results: [
      { unique_id: "source.shop.raw.returns", status: "runtime error" },
      { unique_id: "source.shop.raw.customers", status: "warn" },
      { unique_id: "source.shop.raw.charges", status: "error" },
    ],
  });
  expect((await readDbtJob(folder)).staleSources).toEqual(["raw.charges", "raw.returns"]);
});

test("files that are missing or cut short are no success", async () => {
  await expect(readDbtJob(folder)).rejects.toMatchObject({ code: "dbt_artifacts_missing" });
  await write("manifest.json", MANIFEST);
  await writeFile(join(folder, "run_results.json"), JSON.stringify(RESULTS).slice(0, -20));
  await expect(readDbtJob(folder)).rejects.toMatchObject({
    code: "dbt_artifacts_missing",
    location: { file: join(folder, "run_results.json") },
  });
});
