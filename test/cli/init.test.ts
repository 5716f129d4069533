/** A folder that `tierline init` makes, as a new user meets it: through npx, with a Tierline that may move away. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { initBody } from "../../src/cli/json/init.ts";
import { loadProject } from "../../src/config/project.ts";
import { loadSyncs } from "../../src/config/syncs.ts";
import { runJson, runTierline, type Ended, type JsonEnded, type RunOptions } from "../support/run-tierline.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

let parent: string;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "tierline-init-"));
  env = { XDG_STATE_HOME: join(parent, "state") };
});
afterAll(async () => rm(parent, { recursive: true, force: true }));

/** No registry can be reached: whatever is found is found here. */
function npx(words: readonly string[], cwd: string): Promise<Ended> {
  return new Promise((resolve) => {
    const options = {
      cwd,
      env: { ...process.env, ...env, npm_config_registry: "http://127.0.0.1:9", npm_config_fetch_retries: "0" },
    };
    execFile("npx", [...words], options, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, signal: null, stdout, stderr }),
    );
  });
}

test("init makes what a shop needs, and nothing that npm would take for a package", async () => {
  const ended = await runJson(["init", "my-shop"], "init", { cwd: parent, env: { ...env, SHELL: "/bin/bash" } });
  const folder = join(parent, "my-shop");
  expect(ended.read(initBody)).toEqual({
    directory: folder,
    kind: "shop",
    to_add: [],
    to_fill_in: [],
    rules: { currencies: ["PLN"], files: ["seeds/tier_policies.csv", "seeds/tier_levels.csv"] },
    warehouse: "duckdb",
    to_set: [],
    dbt: join(ROOT, ".venv", "bin", "dbt"),
    written: [
      "tierline.yml",
      "syncs/hubspot_tiers.yml",
      "dbt_project.yml",
      "packages.yml",
      "profiles.yml",
      "models/README.md",
      "data/README.md",
      ".gitignore",
      ".npmrc",
      "seeds/tier_policies.csv",
      "seeds/tier_levels.csv",
    ],
    kept: [],
    next: {
      second_terminal: ["cd my-shop", "npx tierline sandbox --state sandbox.json"],
      this_terminal: [
        "cd my-shop",
        "export HUBSPOT_TOKEN=sandbox",
        "npx tierline load data",
        'npx tierline run --allow first-run --reason "the first run of this shop"',
      ],
    },
  });
  expect(existsSync(join(folder, "package.json"))).toBe(false);
  expect(await readFile(join(folder, ".gitignore"), "utf8")).toContain("node_modules/\n");
  for (const seed of ["tier_policies.csv", "tier_levels.csv"])
    expect(await readFile(join(folder, "seeds", seed), "utf8")).toBe(await readFile(join(ROOT, "seeds", seed), "utf8"));
});

test("its files are read without a complaint, and its sync sends all four tiers to the sandbox", async () => {
  const folder = join(parent, "my-shop");
  const project = await loadProject(folder, {});
  expect(project).toMatchObject({ target: "dev", connection: { path: join(folder, "warehouse.duckdb") } });
  const [file] = await loadSyncs(folder, { environment: { HUBSPOT_TOKEN: "x" }, credentials: "needed" });
  expect(file?.sync.destination.address).toBe("http://127.0.0.1:4010");
  expect(file?.sync.coolDownMs).toBe(30_000);
  expect(file?.sync.audiences.flatMap(({ lists }) => lists.map(({ list }) => list))).toEqual([
    "Loyalty White",
    "Loyalty Green",
    "Loyalty Silver",
    "Loyalty Golden",
  ]);
});

test("what is there already is never written again, and that is said", async () => {
  const folder = join(parent, "my-shop");
  await writeFile(join(folder, "tierline.yml"), "time_zone: Europe/Warsaw\n");
  await rm(join(folder, "profiles.yml"));
  const ended = await runJson(["init", "."], "init", { cwd: folder, env });
  expect(ended.read(initBody).written).toEqual(["profiles.yml"]);
  expect(ended.read(initBody).kept).toContain("tierline.yml");
  expect(await readFile(join(folder, "tierline.yml"), "utf8")).toBe("time_zone: Europe/Warsaw\n");
  const text = await runTierline(["init", "."], { cwd: folder, env });
  expect(text.stdout).toContain("tierline.yml was there and stays as it is");
  expect(text.stdout).toContain("The rules count amounts in PLN and no other currency.");
});

test("Tierline's own folder is no shop, nor is a file", async () => {
  expect((await runJson(["init", "."], "init", { cwd: ROOT, env })).errorCode).toBe("not_a_shop");
  await writeFile(join(parent, "file"), "");
  expect((await runJson(["init", "file"], "init", { cwd: parent, env })).errorCode).toBe("not_a_folder");
});

test("npx finds Tierline in the folder and below it, without any registry", async () => {
  const folder = join(parent, "my-shop");
  for (const cwd of [folder, join(folder, "data")]) {
    const ended = await npx(["tierline", "--version"], cwd);
    expect([ended.code, ended.stdout.trim()]).toEqual([0, "0.1.0"]);
  }
});

test("a Tierline that moved away is named, also as a document; nothing is fetched", async () => {
  const home = join(parent, "clone");
  await symlink(ROOT, home);
  const folder = join(parent, "other");
  await runTierline(["init", folder], { cwd: parent, env });
  const launcher = join(folder, "node_modules", ".bin", "tierline");
  await writeFile(
    launcher,
    (await readFile(launcher, "utf8")).replace(JSON.stringify(ROOT.replace(/\/$/u, "")), JSON.stringify(home)),
  );
  expect((await npx(["tierline", "--version"], folder)).code).toBe(0);
  await rename(home, join(parent, "clone-elsewhere"));
  const ended = await npx(["tierline", "status", "--json"], folder);
  expect(ended.code).toBe(3);
  expect(JSON.parse(ended.stdout)).toMatchObject({ exit_code: 3, error: { code: "tierline_moved" } });
  expect(ended.stderr).toContain(`Tierline is not at ${home} any more.`);
  // Without the launcher npm is told to stay offline.
  await rm(join(folder, "node_modules"), { recursive: true });
  const without = await npx(["tierline", "status"], folder);
  expect(without.code).not.toBe(0);
  expect(without.stderr).toContain("ENOTCACHED");
});

test("--warehouse writes the profile of that engine, and does not turn a shop into another's", async () => {
  const made = (name: string, engine: string, more: RunOptions["env"] = {}): Promise<JsonEnded> =>
    runJson(["init", name, "--warehouse", engine], "init", { cwd: parent, env: { ...env, ...more } });
  const unset = { PGUSER: undefined, PGPASSWORD: undefined, GOOGLE_CLOUD_PROJECT: undefined };
  const postgres = (await made("pg-shop", "postgres", unset)).read(initBody);
  expect([postgres.warehouse, postgres.to_set]).toEqual(["postgres", ["PGUSER", "PGPASSWORD"]]);
  const connection = { PGUSER: "kim", PGPASSWORD: "1234", PGPORT: "6543" };
  expect((await loadProject(join(parent, "pg-shop"), connection)).connection).toMatchObject({
    type: "postgres",
    host: "127.0.0.1",
    port: 6543,
    user: "kim",
    password: "1234",
    database: "loyalty",
    schema: "loyalty",
    sslMode: "prefer",
  });
  const bigquery = (await made("bq-shop", "bigquery", unset)).read(initBody);
  expect([bigquery.warehouse, bigquery.to_set]).toEqual(["bigquery", ["GOOGLE_CLOUD_PROJECT"]]);
  expect((await loadProject(join(parent, "bq-shop"), { GOOGLE_CLOUD_PROJECT: "my-shop-1" })).connection).toMatchObject({
    type: "bigquery",
    project: "my-shop-1",
    dataset: "loyalty",
    location: "EU",
    credentials: { method: "oauth" },
  });
  expect((await made("pg-shop", "duckdb", connection)).errorCode).toBe("other_warehouse");
  expect((await made("new-shop", "oracle")).errorCode).toBe("usage");
  expect(existsSync(join(parent, "new-shop"))).toBe(false);
});
