/** The data team's own dbt project on a PostgreSQL server: its schemas, hooks and packages, from `init` to the lists. */
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { initBody } from "../../src/cli/json/init.ts";
import { startDyingPortal, type DyingPortal } from "../support/dying-portal.ts";
import { createDatabase, type TestDatabase } from "../support/postgres-database.ts";
import { runJson, type RunOptions } from "../support/run-tierline.ts";
import { AS_OF, expectBuilt, expectPlanned, expectSent, fillIn } from "./expect-own-project.ts";
import { makeOwnProjectOn, type OwnProject } from "./own-project.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/u, "");
const BUILD_MS = 600_000;

let database: TestDatabase;
let project: OwnProject;
let portal: DyingPortal;
let options: RunOptions;

beforeAll(async () => {
  database = await createDatabase();
  project = await makeOwnProjectOn(database);
  portal = await startDyingPortal();
  const parent = join(project.folder, "..");
  const places = { HOME: parent, XDG_STATE_HOME: join(parent, "state") };
  options = { cwd: project.folder, env: { ...places, HUBSPOT_TOKEN: "sandbox", HUBSPOT_URL: portal.url } };
});

afterAll(async () => {
  await portal.close();
  await project[Symbol.asyncDispose]();
  await database.drop();
});

test("init adds to it; it is built where its own rules say, planned and sent", { timeout: BUILD_MS }, async () => {
  const begun = await runJson(["init"], "init", options);
  expect([begun.exitCode, begun.read(initBody).kind]).toEqual([0, "own_project"]);
  await appendFile(join(project.folder, "packages.yml"), `  - local: ${JSON.stringify(ROOT)}\n`);
  await fillIn(project);
  const built = await runJson(["build", "--as-of", AS_OF, "--target", "prod"], "build", options);
  expect([built.exitCode, built.errorCode], built.stdout).toEqual([0, null]);
  await expectBuilt(project);
  expectPlanned(await runJson(["plan", "--target", "prod"], "plan", options));
  expectSent(await runJson(["apply", "--target", "prod"], "apply", options), portal.sandbox);
});
