/** A shop on a PostgreSQL server, by its command line: the whole way, and what goes wrong there alone. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { planBody } from "../../src/cli/json/plan.ts";
import { statusBody } from "../../src/cli/json/status.ts";
import { runTierline, startTierline, type RunOptions } from "../support/run-tierline.ts";
import { differences } from "../support/shop-truth.ts";
import { addTarget, AS_OF, writeFiles } from "../support/small-shop.ts";
import { BATCH, describeRestarts } from "./describe-restarts.ts";
import { visitShop } from "./doctor-visit.ts";
import { openTwin, type Twin } from "./duckdb-twin.ts";
import { expectAudiences } from "./expect-audiences.ts";
import { expectFeedback } from "./expect-feedback.ts";
import { expectOneScheduler } from "./expect-one-scheduler.ts";
import { errorOf } from "./own-project.ts";
import { openPostgresShop, type PostgresShop } from "./postgres-shop.ts";

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
let shop: PostgresShop;
let twin: Twin | undefined;

beforeAll(async () => {
  shop = await openPostgresShop();
}, BUILD_MS);
afterAll(async () => {
  await twin?.close();
  await shop.close();
});

describe("from nothing", () => {
  test("nothing is there, and to look makes nothing", async () => {
    const { of, exitCode } = await visitShop(shop.options);
    expect([exitCode, of("warehouse"), of("state"), of("disk"), of("dbt")]).toEqual([
      0,
      ["ok"],
      ["skip"],
      ["skip"],
      ["ok"],
    ]);
    expect(of("build")).toEqual(["warn nothing_loaded"]);
    const status = (await shop.run(["status"], "status")).read(statusBody);
    expect(status.syncs[0]?.next_step).toMatch(/load data, then .* build: nothing was loaded yet/u);
    expect(
      await shop.database.admin("select nspname from pg_namespace where nspname ~ '^(raw|loyalty|tierline)'"),
    ).toEqual([]);
  });

  test("loads, builds and previews before there is a state", { timeout: BUILD_MS }, async () => {
    await writeFiles(shop.options.cwd, FIRST);
    await shop.done("load", "data");
    [twin] = await Promise.all([openTwin(FIRST, ["m3"]), shop.done("build", "--as-of", AS_OF)]);
    const preview = await shop.run(["plan", "--preview", "--against", "dev"], "plan");
    expect([preview.exitCode, preview.read(planBody).preview]).toEqual([0, { against: "dev", has_state: false }]);
    expect(preview.read(planBody).syncs[0]?.plan?.places[0]).toMatchObject({ desired: 40, enter: 40 });
    expect(await shop.database.admin("select nspname from pg_namespace where nspname ~ '^tierline'")).toEqual([]);
  });

  test("sends what the models say, and then has nothing to do", { timeout: BUILD_MS }, async () => {
    expect((await shop.run(["plan"], "plan")).exitCode).toBe(0);
    expect((await shop.run(["apply", "1"], "apply")).exitCode).toBe(0);
    expect(differences(await shop.truth(), shop.portal.sandbox, new Set())).toEqual([]);
    expect((await shop.run(["plan", "--exit-code"], "plan")).exitCode).toBe(0);
    const status = (await shop.run(["status"], "status")).read(statusBody);
    expect(status.syncs[0]?.places[0]).toMatchObject({ synced: 40, unsettled: 0 });
    await recordCheck();
    const explained = await runTierline(["explain", "m3"], shop.options);
    expect([explained.code, explained.stdout.includes("Golden")]).toEqual([0, true]);
    expect((await visitShop(shop.options)).of("state")).toEqual(["ok"]);
    await twin?.expectSame(shop.options);
    await expectAudiences(
      shop.options,
      FIRST.filter(({ spent }) => spent === "2500").map(({ id }) => id),
    );
    await expectFeedback(shop.portal.sandbox, shop.options);
  });
});

/** What dbt's hooks record of `tierline check`: a later build, of the rules and the staging models alone. */
async function recordCheck(): Promise<void> {
  await shop.database.admin(`insert into loyalty.tierline_builds (invocation_id, as_of, started_at, finished_at)
    select 'check', as_of, started_at + interval '1 second', finished_at + interval '1 second' from loyalty.tierline_builds`);
  await shop.database
    .admin(`insert into loyalty.tierline_build_nodes (invocation_id, unique_id, model, relation_name, status)
    select 'check', unique_id, model, relation_name, status from loyalty.tierline_build_nodes where model = 'int_policies_selected'`);
}

describe("once it runs", () => {
  beforeAll(async () => {
    await writeFiles(shop.options.cwd, SECOND);
    await shop.done("load", "data");
    await shop.done("build", "--as-of", AS_OF);
  }, BUILD_MS);

  test(
    "killed in the middle of an apply, others wait for its lease, and the next runs converge",
    { timeout: BUILD_MS },
    async () => {
      expect((await shop.run(["plan"], "plan")).exitCode).toBe(0);
      const { child, ended } = startTierline(["apply"], shop.options);
      shop.portal.killAt({ route: /POST .*\/contacts\/batch\/update/u, nth: 1, moment: "late" }, () =>
        child.kill("SIGKILL"),
      );
      await ended;
      expect(shop.portal.disarm()).toBe(true);
      const waiting = await shop.run(["plan"], "plan");
      expect([waiting.exitCode, errorOf(waiting).code]).toEqual([6, "lease_held"]);
      await shop.letPass(120_000);
      await shop.portal.settleLate();
      for (let round = 0; round < 2; round += 1) {
        expect((await shop.run(["plan"], "plan")).exitCode).toBe(0);
        expect((await shop.run(["apply"], "apply")).exitCode).toBe(0);
        await shop.letPass(60_000);
      }
      expect(differences(await shop.truth(), shop.portal.sandbox, new Set())).toEqual([]);
      expect((await shop.run(["plan", "--exit-code"], "plan")).exitCode).toBe(0);
    },
  );

  test("a run whose connections are cut sends no more, and the next converges", { timeout: BUILD_MS }, async () => {
    await shop.changeEverybody();
    expect((await shop.run(["plan"], "plan")).exitCode).toBe(0);
    const cut = await shop.runUntil("apply", BATCH, async () => {
      await shop.database.admin(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tierline' and datname = current_database()",
      );
    });
    expect(cut).toEqual([6, "lease_lost"]);
    await shop.converge();
  });
});

describe("a server that ends in the middle of", () => {
  describeRestarts(() => shop);
});

async function refusal(env: RunOptions["env"], ...words: readonly string[]): Promise<readonly unknown[]> {
  const ended = await shop.run(words, words[0] ?? "", env);
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
    const takeAway = await addTarget(shop.options.cwd, "other");
    const file = join(shop.options.cwd, "profiles.yml");
    try {
      const beside = await shop.run(["plan", "--preview", "--target", "other", "--against", "dev"], "plan");
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
    await shop.database.admin("alter table loyalty.aud_members rename to gone");
    expect(await refusal({}, "plan")).toEqual([3, "relation_missing"]);
    await shop.database.admin("alter table loyalty.gone rename to aud_members");
    await shop.database.admin("create role plain login password 'plain'; grant usage on schema loyalty to plain");
    expect(await refusal({ PGUSER: "plain", PGPASSWORD: "plain" }, "plan")).toEqual([3, "warehouse_permission"]);
    const { of, exitCode } = await visitShop(shop.options, { PGUSER: "plain", PGPASSWORD: "plain" });
    expect([exitCode, of("warehouse")]).toEqual([3, ["fail warehouse_permission", "fail warehouse_permission"]]);
    expect((await shop.run(["plan", "--exit-code"], "plan")).exitCode).toBe(0);
  });
});

test("of two schedulers at once one runs what is due, and nothing is sent twice", { timeout: BUILD_MS }, async () => {
  await expectOneScheduler(shop);
});
