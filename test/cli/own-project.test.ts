/**
 * A data team's own dbt project meets Tierline: its own tables (cents, local time, other words), its schemas, hooks and
 * packages, a model that fails and is none of our business, two targets in one warehouse. One test goes on from the other.
 */
import { appendFile, chmod, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { initBody } from "../../src/cli/json/init.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { runSandboxServer, type StartedSandbox } from "../../src/sandbox/run-sandbox-server.ts";
import { runJson, runTierline, type JsonEnded, type RunOptions } from "../support/run-tierline.ts";
import { AS_OF, expectBuilt, expectPlanned, expectSent, fillIn } from "./expect-own-project.ts";
import { errorOf, makeOwnProject, type OwnProject } from "./own-project.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/u, "");
const DBT = process.env["TIERLINE_DBT"] ?? join(ROOT, ".venv", "bin", "dbt");
const STUBS = ["charges", "customers", "returns", "status_events"].map(
  (name) => `models/staging/stg_loyalty__${name}.sql`,
);
const BUILD_MS = 300_000;

let project: OwnProject;
let folder: string;
let options: RunOptions;
let sandbox: StartedSandbox;
let before: ReadonlyMap<string, string>;

beforeAll(async () => {
  project = await makeOwnProject();
  ({ folder } = project);
  const parent = join(folder, "..");
  before = await project.hashes();
  const started = await runSandboxServer({ clock: systemClock, random: systemRandom, port: 0 });
  if (started.kind === "refused") throw new Error(started.message);
  sandbox = started;
  options = {
    cwd: folder,
    env: { HOME: parent, XDG_STATE_HOME: join(parent, "state"), HUBSPOT_TOKEN: "sandbox", HUBSPOT_URL: sandbox.url },
  };
});

afterAll(async () => {
  await sandbox.close();
  await project[Symbol.asyncDispose]();
});

const build = (env: RunOptions["env"] = {}, words: readonly string[] = []): Promise<JsonEnded> =>
  runJson(["build", "--as-of", AS_OF, ...words], "build", { ...options, env: { ...options.env, ...env } });

test("init writes what is missing, changes no file, and says which lines are to be added", async () => {
  const ended = await runJson(["init"], "init", options);
  expect([ended.exitCode, ended.errorCode]).toEqual([0, null]);
  const body = ended.read(initBody);
  expect(body).toMatchObject({
    kind: "own_project",
    written: [
      "tierline.yml",
      "syncs/hubspot_tiers.yml",
      "models/staging/stg_loyalty__customers.sql",
      "models/staging/stg_loyalty__status_events.sql",
      "models/staging/stg_loyalty__charges.sql",
      "models/staging/stg_loyalty__returns.sql",
      "reference/tier_policies.csv",
      "reference/tier_levels.csv",
    ],
    kept: [],
    rules: { currencies: ["PLN"], files: ["reference/tier_policies.csv", "reference/tier_levels.csv"] },
    to_add: [
      { file: "packages.yml", lines: [`  - local: ${JSON.stringify(ROOT)}`] },
      { file: ".gitignore", lines: expect.arrayContaining([".tierline/", "state.*.duckdb"]) },
    ],
    to_fill_in: expect.arrayContaining([...STUBS]),
  });
  const after = await project.hashes();
  expect([...before].filter(([path, hash]) => after.get(path) !== hash)).toEqual([]);
  expect([...after.keys()].filter((path) => path.endsWith("profiles.yml") || path.endsWith(".npmrc"))).toEqual([
    join(folder, "profiles.yml"),
  ]);
});

test("a build before the package is asked for says which line is missing, and starts nothing", async () => {
  const error = errorOf(await build());
  expect(error.code).toBe("package_missing");
  expect(error.remedy).toBe(`Add to packages.yml:\n  - local: ${JSON.stringify(ROOT)}`);
  expect(error.location?.file).toBe("packages.yml");
});

test("stubs that are not filled in are one error that names the files", { timeout: BUILD_MS }, async () => {
  await appendFile(join(folder, "packages.yml"), `  - local: ${JSON.stringify(ROOT)}\n`);
  const ended = await build();
  expect(errorOf(ended)).toMatchObject({
    code: "staging_not_filled_in",
    message: `${STUBS.join(", ")} are not filled in yet.`,
    location: { file: STUBS[0] },
  });
});

test(
  "filled in, all is built where the project's own rules say; what is unrelated may fail",
  { timeout: BUILD_MS },
  async () => {
    await fillIn(project);
    const ended = await build({ DBT_TARGET: "prod" });
    expect([ended.exitCode, ended.errorCode], ended.stdout).toEqual([0, null]);
    await expectBuilt(project);
  },
);

test("and is planned and sent", { timeout: BUILD_MS }, async () => {
  const planned = await runJson(["plan", "--target", "prod"], "plan", options);
  expectPlanned(planned);
  const ended = await runJson(["run", "--as-of", AS_OF, "--target", "prod"], "run", options);
  expectSent(ended, sandbox.sandbox);
});

test(
  "a developer's target that holds half of the models by --defer is told what is missing",
  { timeout: BUILD_MS },
  async () => {
    const parent = join(folder, ".tierline", "dbt", "prod");
    const state =
      (await readdir(parent))
        .filter((name) => !name.endsWith(".msgpack"))
        .toSorted()
        .at(-1) ?? "";
    const words = ["build", "--select", "aud_members", "--defer", "--state", join(parent, state), "--target", "dev"];
    const deferred = await execa(DBT, [...words, "--indirect-selection", "buildable"], {
      cwd: folder,
      env: { DBT_PROFILES_DIR: folder },
      reject: false,
      all: true,
    });
    expect(deferred.exitCode, deferred.all).toBe(0);
    const ended = await runJson(["plan", "--target", "dev"], "plan", options);
    expect([ended.exitCode, errorOf(ended).code]).toEqual([4, "build_partial"]);
    expect(errorOf(ended).message).toMatch(/left out aud_tier\.$/u);
    // Our own build is whole, whatever the developer's shell says about deferring.
    const whole = await build({ DBT_DEFER: "true", DBT_STATE: join(parent, state), DBT_EMPTY: "true" });
    expect([whole.exitCode, whole.errorCode], whole.stdout).toEqual([0, null]);
    expect(
      await project.rows(
        "select count(*)::integer as n, min(table_schema) as s from information_schema.tables where table_name = 'aud_tier' and table_schema like 'dbt_kim%' group by all",
      ),
    ).toEqual([{ n: 1, s: "dbt_kim_loyalty" }]);
    expect(await project.rows("select count(*)::integer as n from dbt_kim_loyalty.aud_tier")).toEqual([{ n: 4 }]);
  },
);

test(
  "a model of the same name in another schema, which dbt would let ours read, is refused with both files",
  { timeout: BUILD_MS },
  async () => {
    const path = join(folder, "models", "core", "dim_members.sql");
    await writeFile(path, "select 1 as customer_id\n");
    const error = errorOf(await build());
    await rm(path);
    expect(error).toMatchObject({
      code: "same_name",
      message:
        "models/core/dim_members.sql of acme and Tierline's models/marts/dim_members.sql have one name, dim_members.",
      location: { file: "models/core/dim_members.sql" },
    });
    expect(error.remedy).toContain("alias='dim_members'");
  },
);

test("a warehouse that may only be read is told in a sentence", { timeout: BUILD_MS }, async () => {
  expect(errorOf(await build({}, ["--target", "visitor"]))).toMatchObject({
    code: "warehouse_not_writable",
    message: "dbt may not write to the warehouse of this target.",
  });
});

test("what a profile computes, and a dbt of another version, are refused by name", async () => {
  expect(errorOf(await build({}, ["--target", "odd"]))).toMatchObject({
    code: "unsupported_jinja",
    location: { file: "profiles.yml", line: 9 },
  });
  for (const [version, words] of [
    ["1.10.9", "is dbt-core 1.10.9; Tierline knows 1.11"],
    ["2.0.1", "is dbt-core 2.0.1; Tierline knows 1.11"],
  ] as const) {
    const program = join(folder, "..", `dbt-${version}`);
    await writeFile(
      program,
      `#!/bin/sh\nprintf 'Core:\\n  - installed: ${version}\\nPlugins:\\n  - duckdb: 1.10.0\\n'\n`,
    );
    await chmod(program, 0o755);
    const error = errorOf(await build({ TIERLINE_DBT: program }));
    expect(error.code).toBe("dbt_version");
    expect(error.message).toContain(words);
  }
});

test("init run again finds everything, and asks for nothing that is there", async () => {
  await appendFile(
    join(folder, ".gitignore"),
    "/node_modules\n.tierline\nstate.*.duckdb\nstate.*.duckdb.wal\nsandbox.json*\n",
  );
  const again = await runTierline(["init"], options);
  expect(again.stdout).toContain("Nothing was missing in this folder.");
  expect(again.stdout).not.toContain("Add to");
  expect(again.stdout).not.toContain("Fill in");
});
