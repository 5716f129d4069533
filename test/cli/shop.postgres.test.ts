/** A shop on a PostgreSQL server, by its command line: the whole way, and what goes wrong there alone. */
import { readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { planBody } from "../../src/cli/json/plan.ts";
import { runBody } from "../../src/cli/json/run.ts";
import { statusBody } from "../../src/cli/json/status.ts";
import { startPostgres, type RunningServer } from "../../src/demo/postgres-server.ts";
import { startDyingPortal, type DyingPortal } from "../support/dying-portal.ts";
import { createDatabase, type TestDatabase } from "../support/postgres-database.ts";
import { runJson, runTierline, startTierline, type JsonEnded, type RunOptions } from "../support/run-tierline.ts";
import { askTruth, differences, type ShopTruth } from "../support/shop-truth.ts";
import { addTarget, AS_OF, makeShopFolder, writeFiles } from "../support/small-shop.ts";
import { visitShop } from "./doctor-visit.ts";
import { expectAudiences } from "./expect-audiences.ts";
import { errorOf } from "./own-project.ts";

const BUILD_MS = 600_000;
// Thresholds 300, 1000, 2000.
const SPENT = ["100", "400", "1200", "2500"] as const;
const FIRST = Array.from({ length: 40 }, (_, at) => ({ id: `m${at}`, spent: SPENT[at % 4] ?? "" }));
/** m0 and m4 rise to Silver (100 + 900), m1 resigns, n0 joins. */
const SECOND = [
  { id: "m0", spent: "900" },
  { id: "m4", spent: "900" },
  { id: "m1", spent: "1", isResigned: true },
  { id: "n0", spent: "2500" },
];

/** Of this file alone: it is crashed and started again. */
let server: RunningServer;
let database: TestDatabase;
let portal: DyingPortal;
let options: RunOptions;

beforeAll(async () => {
  server = await startPostgres();
  database = await createDatabase("shop", server);
  portal = await startDyingPortal();
  const { host, port, user, password } = server;
  const { folder, env } = await makeShopFolder({ coolDown: "1s", warehouse: "postgres" });
  const connection = { PGHOST: host, PGPORT: String(port), PGUSER: user, PGPASSWORD: password, PGDATABASE: "shop" };
  options = { cwd: folder, env: { ...env, ...connection, HUBSPOT_URL: portal.url } };
}, BUILD_MS);

afterAll(async () => {
  await portal.close();
  await server.stop();
  await rm(dirname(options.cwd), { recursive: true, force: true });
});

const withEnv = (env: RunOptions["env"] = {}): RunOptions => ({ ...options, env: { ...options.env, ...env } });
const run = (words: readonly string[], schema: string, env?: RunOptions["env"]): Promise<JsonEnded> =>
  runJson(words, schema, withEnv(env));

async function done(...words: readonly string[]): Promise<void> {
  const { code, stderr } = await runTierline(words, options);
  expect([code, code === 0 ? "" : stderr], words.join(" ")).toEqual([0, ""]);
}

async function truth(): Promise<ShopTruth> {
  return askTruth(async (sql) => (await database.admin(sql)).map((row) => Object.values(row)));
}

/** Everything in the state is as if it had happened so much earlier: a server's clock cannot be moved. */
async function letPass(ms: number): Promise<void> {
  const columns = await database.admin(
    "select table_name, column_name from information_schema.columns where table_schema = 'tierline_dev' and column_name like '%at_ms'",
  );
  expect(columns.length).toBeGreaterThan(10);
  for (const found of columns) {
    const [table, column] = [String(found["table_name"]), String(found["column_name"])];
    await database.admin(`update tierline_dev."${table}" set ${column} = ${column} - ${ms}`);
  }
}

describe("from nothing", () => {
  test("nothing is there, and to look makes nothing", async () => {
    const { of, exitCode } = await visitShop(options);
    expect([exitCode, of("warehouse"), of("state"), of("disk"), of("dbt")]).toEqual([
      0,
      ["ok"],
      ["skip"],
      ["skip"],
      ["ok"],
    ]);
    expect(of("build")).toEqual(["warn nothing_loaded"]);
    const status = (await run(["status"], "status")).read(statusBody);
    expect(status.syncs[0]?.next_step).toMatch(/load data, then .* build: nothing was loaded yet/u);
    expect(await database.admin("select nspname from pg_namespace where nspname ~ '^(raw|loyalty|tierline)'")).toEqual(
      [],
    );
  });

  test("loads, builds and previews before there is a state", { timeout: BUILD_MS }, async () => {
    await writeFiles(options.cwd, FIRST);
    await done("load", "data");
    await done("build", "--as-of", AS_OF);
    const preview = await run(["plan", "--preview", "--against", "dev"], "plan");
    expect([preview.exitCode, preview.read(planBody).preview]).toEqual([0, { against: "dev", has_state: false }]);
    expect(preview.read(planBody).syncs[0]?.plan?.places[0]).toMatchObject({ desired: 40, enter: 40 });
    expect(await database.admin("select nspname from pg_namespace where nspname ~ '^tierline'")).toEqual([]);
  });

  test("sends what the models say, and then has nothing to do", { timeout: BUILD_MS }, async () => {
    expect((await run(["plan"], "plan")).exitCode).toBe(0);
    expect((await run(["apply", "1"], "apply")).exitCode).toBe(0);
    expect(differences(await truth(), portal.sandbox, new Set())).toEqual([]);
    expect((await run(["plan", "--exit-code"], "plan")).exitCode).toBe(0);
    const status = (await run(["status"], "status")).read(statusBody);
    expect(status.syncs[0]?.places[0]).toMatchObject({ synced: 40, unsettled: 0 });
    const explained = await runTierline(["explain", "m3"], options);
    expect([explained.code, explained.stdout.includes("Golden")]).toEqual([0, true]);
    expect((await visitShop(options)).of("state")).toEqual(["ok"]);
    await expectAudiences(
      options,
      FIRST.filter(({ spent }) => spent === "2500").map(({ id }) => id),
    );
  });
});

describe("once it runs", () => {
  beforeAll(async () => {
    await writeFiles(options.cwd, SECOND);
    await done("load", "data");
    await done("build", "--as-of", AS_OF);
  }, BUILD_MS);

  test(
    "killed in the middle of an apply, others wait for its lease, and the next runs converge",
    { timeout: BUILD_MS },
    async () => {
      expect((await run(["plan"], "plan")).exitCode).toBe(0);
      const { child, ended } = startTierline(["apply"], options);
      portal.killAt({ route: /POST .*\/contacts\/batch\/update/u, nth: 1, moment: "late" }, () =>
        child.kill("SIGKILL"),
      );
      await ended;
      expect(portal.disarm()).toBe(true);
      const waiting = await run(["plan"], "plan");
      expect([waiting.exitCode, errorOf(waiting).code]).toEqual([6, "lease_held"]);
      await letPass(120_000);
      await portal.settleLate();
      for (let round = 0; round < 2; round += 1) {
        expect((await run(["plan"], "plan")).exitCode).toBe(0);
        expect((await run(["apply"], "apply")).exitCode).toBe(0);
        await letPass(60_000);
      }
      expect(differences(await truth(), portal.sandbox, new Set())).toEqual([]);
      expect((await run(["plan", "--exit-code"], "plan")).exitCode).toBe(0);
    },
  );

  test("a run whose connections are cut sends no more, and the next converges", { timeout: BUILD_MS }, async () => {
    await changeEverybody();
    expect((await run(["plan"], "plan")).exitCode).toBe(0);
    const cut = await runUntil("apply", BATCH, async () => {
      await database.admin(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tierline' and datname = current_database()",
      );
    });
    expect(cut).toEqual([6, "lease_lost"]);
    await converge();
  });
});

const BATCH = /POST .*\/contacts\/batch\/update/u;
const ACCOUNT = /GET \/account-info/u;

/** A dbt build would take a minute, and say the same. */
async function changeEverybody(): Promise<void> {
  await database.admin("update loyalty.aud_members set balance = balance + 1");
}

/** What the command ends with, when this happens before such a request is answered. */
async function runUntil(
  command: "plan" | "apply",
  route: RegExp,
  happen: () => Promise<void>,
): Promise<readonly unknown[]> {
  portal.killAt({ route, nth: 1, moment: "after" }, happen);
  const ended = await run([command], command);
  expect(portal.disarm()).toBe(true);
  // What was done is told, whatever the end.
  if (command === "apply") expect(ended.read(runBody).syncs.map((sync) => sync.sync)).toEqual(["hubspot_tiers"]);
  return [ended.exitCode, ended.errorCode];
}

async function converge(): Promise<void> {
  await letPass(120_000);
  for (let round = 0; round < 2; round += 1) {
    expect((await run(["plan"], "plan")).exitCode).toBe(0);
    expect((await run(["apply"], "apply")).exitCode).toBe(0);
    await letPass(60_000);
  }
  expect(differences(await truth(), portal.sandbox, new Set())).toEqual([]);
}

const crash = (): Promise<void> => server.crash();
const restart = async (): Promise<void> => {
  await server.crash();
  await server.revive();
};

describe("a server that crashes", () => {
  test("during a plan, and is back at once, harms nothing", { timeout: BUILD_MS }, async () => {
    await changeEverybody();
    // Its lease holds by its row, and whatever a plan writes tests it.
    expect(await runUntil("plan", ACCOUNT, restart)).toEqual([0, null]);
  });

  test("during a plan, and is away", { timeout: BUILD_MS }, async () => {
    expect(await runUntil("plan", ACCOUNT, crash)).toEqual([1, "warehouse_unreachable"]);
    await server.revive();
    await letPass(120_000);
  });

  test("during an apply, and is back at once", { timeout: BUILD_MS }, async () => {
    expect((await run(["plan"], "plan")).exitCode).toBe(0);
    expect(await runUntil("apply", BATCH, restart)).toEqual([6, "lease_lost"]);
    await converge();
  });

  test("during an apply, and is away; then nothing of it is lost", { timeout: BUILD_MS }, async () => {
    await changeEverybody();
    expect((await run(["plan"], "plan")).exitCode).toBe(0);
    expect(await runUntil("apply", BATCH, crash)).toEqual([1, "warehouse_unreachable"]);
    await server.revive();
    await converge();
  });
});

async function refusal(env: RunOptions["env"], ...words: readonly string[]): Promise<readonly unknown[]> {
  const ended = await run(words, words[0] ?? "", env);
  const { code, remedy } = errorOf(ended);
  expect(remedy).not.toBeNull();
  expect(ended.stdout + ended.stderr).not.toMatch(/wrong-password|@example\.com/u);
  return [ended.exitCode, code];
}

describe("what goes wrong is told with a remedy", () => {
  test.each([
    ["a wrong password", { PGPASSWORD: "wrong-password" }, 3, "warehouse_authentication"],
    ["a database that is not there", { PGDATABASE: "nowhere" }, 3, "warehouse_missing"],
    ["a server that is not there", { PGPORT: "1" }, 1, "warehouse_unreachable"],
    ["a password that is not set", { PGPASSWORD: undefined }, 3, "missing_variable"],
    ["encryption that the server lacks", { PGSSLMODE: "require" }, 3, "warehouse_unencrypted"],
  ])("%s", async (_what, env, exitCode, code) => {
    expect(await refusal(env, "plan")).toEqual([exitCode, code]);
    expect(await refusal(env, "status")).toEqual([exitCode, code]);
    expect(await refusal(env, "load", "data")).toEqual([exitCode, code]);
  });

  test("a preview against a target in another database, and none against one in another schema", async () => {
    const takeAway = await addTarget(options.cwd, "other");
    const file = join(options.cwd, "profiles.yml");
    try {
      const beside = await run(["plan", "--preview", "--target", "other", "--against", "dev"], "plan");
      expect(beside.read(planBody).preview).toEqual({ against: "dev", has_state: true });
      const text = await readFile(file, "utf8");
      const at = text.indexOf("    other:");
      await writeFile(
        file,
        text.slice(0, at) + text.slice(at).replace("{{ env_var('PGDATABASE', 'loyalty') }}", "elsewhere"),
      );
      expect(await refusal({}, "plan", "--preview", "--against", "other")).toEqual([3, "other_database"]);
    } finally {
      await takeAway();
    }
  });

  test("a view over a table that was dropped, and a table without rights", { timeout: BUILD_MS }, async () => {
    await database.admin("alter table loyalty.aud_members rename to gone");
    expect(await refusal({}, "plan")).toEqual([3, "relation_missing"]);
    await database.admin("alter table loyalty.gone rename to aud_members");
    await database.admin("create role plain login password 'plain'; grant usage on schema loyalty to plain");
    expect(await refusal({ PGUSER: "plain", PGPASSWORD: "plain" }, "plan")).toEqual([3, "warehouse_permission"]);
    const { of, exitCode } = await visitShop(options, { PGUSER: "plain", PGPASSWORD: "plain" });
    expect([exitCode, of("warehouse")]).toEqual([3, ["fail warehouse_permission", "fail warehouse_permission"]]);
    expect((await run(["plan", "--exit-code"], "plan")).exitCode).toBe(0);
  });
});
