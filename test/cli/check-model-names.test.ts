/** A model that a sync file misspells is a mistake of the file; one that is only not built yet is none. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkModelNames } from "../../src/cli/check-model-names.ts";
import { readSyncs } from "../../src/cli/read-syncs.ts";
import { loadProject } from "../../src/config/project.ts";
import { SqlSource } from "../../src/journal/sql/sql-source.ts";
import type { DuckDbWarehouse } from "../../src/warehouse/duckdb/duckdb-warehouse.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";

const MANIFEST = {
  metadata: { project_name: "shop" },
  nodes: Object.fromEntries(
    ["aud_members", "aud_tier"].map((name) => [
      `model.shop.${name}`,
      { name, resource_type: "model", package_name: "shop", original_file_path: `models/${name}.sql`, path: name },
    ]),
  ),
};
let folder: string;
let warehouse: DuckDbWarehouse;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tierline-models-"));
  write("dbt_project.yml", "name: shop\nprofile: tierline\n");
  write("profiles.yml", "tierline: {target: dev, outputs: {dev: {type: duckdb, path: w.duckdb}}}\n");
  write(
    "syncs/a.yml",
    `name: a
destination: {type: hubspot, token: "{{ env_var('T') }}"}
members: {model: aud_members}
audiences: [{model: aud_teir, lists: {Golden: G}}]
`,
  );
  warehouse = await openDuckDb(":memory:", { access: "write", threads: 1 });
});

afterEach(async () => {
  await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

async function check(): Promise<void> {
  const access = { read: <Result>(work: (schema: string) => Promise<Result>) => work("main") };
  const project = await loadProject(folder, { HOME: "/nowhere" });
  await checkModelNames(
    await readSyncs(project, { environment: {} }, "look"),
    project,
    new SqlSource(warehouse, access),
  );
}

test("before the first build nothing is known", async () => {
  await check();
});

test("a name that no build and no file has is refused at its line, with the one that was meant", async () => {
  write(".tierline/dbt/dev/1/manifest.json", JSON.stringify(MANIFEST));
  await expect(check()).rejects.toMatchObject({
    name: "ConfigError",
    code: "unknown_model",
    message: 'The dbt project has no model "aud_teir".',
    remedy: 'Did you mean "aud_tier"? Known: aud_members, aud_tier.',
    location: { file: "syncs/a.yml", line: 4, column: 21 },
  });
});

test("a model that was written since, or that somebody else has built, is no mistake", async () => {
  write(".tierline/dbt/dev/1/manifest.json", JSON.stringify(MANIFEST));
  write("models/audiences/aud_teir.sql", "select 1");
  await check();
  rmSync(join(folder, "models"), { recursive: true });
  for (const statement of [
    "create table tierline_builds as select 'b' as invocation_id, timestamp '2026-01-08' as as_of, timestamp '2026-01-08' as started_at, timestamp '2026-01-08' as finished_at",
    "create table tierline_build_nodes as select 'b' as invocation_id, 'model.x.aud_teir' as unique_id, 'aud_teir' as model, 'main.aud_teir' as relation_name, 'success' as status",
  ])
    await warehouse.run(statement);
  await check();
});

test("like dbt it follows links, in a circle too, and passes over what leads nowhere", async () => {
  write(".tierline/dbt/dev/1/manifest.json", JSON.stringify(MANIFEST));
  write("models/one.sql", "select 1");
  // Two of them: followed without end, their ways would double at each turn.
  for (const name of ["circle", "again"]) symlinkSync(folder, join(folder, "models", name));
  symlinkSync("/nowhere", join(folder, "models/nowhere.sql"));
  await expect(check()).rejects.toMatchObject({ code: "unknown_model" });
  const elsewhere = mkdtempSync(join(tmpdir(), "tierline-shared-"));
  writeFileSync(join(elsewhere, "aud_teir.sql"), "select 1");
  symlinkSync(elsewhere, join(folder, "models/shared"));
  await check();
  rmSync(elsewhere, { recursive: true });
});

// Whoever is root may read everything.
test.skipIf(process.getuid?.() === 0)("like dbt it passes over a folder that may not be read", async () => {
  write(".tierline/dbt/dev/1/manifest.json", JSON.stringify(MANIFEST));
  write("models/closed/one.sql", "select 1");
  chmodSync(join(folder, "models/closed"), 0);
  await expect(check()).rejects.toMatchObject({ code: "unknown_model" });
});
