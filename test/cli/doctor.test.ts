/** What the doctor says of real causes: real processes, a sandbox over HTTP, one shop that is broken and mended again. */
import { chmod, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../src/platform/clock.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import { openPortal, withPortal, type Portal } from "../support/open-portal.ts";
import { runTierline, type RunOptions } from "../support/run-tierline.ts";
import { AS_OF, makeShopFolder, writeFiles } from "../support/small-shop.ts";
import { visitShop, withShopFile, type Visit } from "./doctor-visit.ts";

const BUILD_MS = 300_000;
const TOKEN = "right-token";
const FIVE_MINUTES_MS = 300_000;

let portal: Portal;
let options: RunOptions;

beforeAll(async () => {
  portal = await openPortal({ token: TOKEN });
  const { folder, env } = await makeShopFolder({});
  options = { cwd: folder, env: { ...env, HUBSPOT_URL: portal.url, HUBSPOT_TOKEN: TOKEN } };
  await writeFiles(folder, [
    { id: "ann", spent: "2000" },
    { id: "ben", spent: "300" },
  ]);
});

afterAll(async () => {
  await portal.close();
  await rm(dirname(options.cwd), { recursive: true, force: true });
});

const visit = (env: RunOptions["env"] = {}, words: readonly string[] = []): Promise<Visit> =>
  visitShop(options, env, words);
const withFile = (name: string, change: (text: string) => string, work: () => Promise<void>): Promise<void> =>
  withShopFile(options.cwd, name, change, work);

test("before the first load nothing is wrong, and it says what comes first", async () => {
  const { exitCode, of, found } = await visit();
  expect(exitCode).toBe(0);
  expect([of("node"), of("dbt"), of("project"), of("syncs"), of("credentials")]).toEqual([
    ["ok"],
    ["ok"],
    ["ok"],
    ["ok"],
    ["ok"],
  ]);
  expect(["warehouse", "quarantine", "state", "schema"].map(of)).toEqual([["skip"], ["skip"], ["skip"], ["skip"]]);
  expect(["packages", "pauses", "orphans"].map(of)).toEqual([["ok"], ["ok"], ["ok"]]);
  expect(of("build")).toEqual(["warn nothing_loaded"]);
  expect(found("build").remedy).toBe("npx tierline load data");
  expect(found("lists").message).toBe("4 lists not there yet: the next apply makes them.");
  // To look makes nothing.
  expect(portal.sandbox.lists()).toEqual([]);
  await expect(readFile(join(options.cwd, "state.dev.duckdb"))).rejects.toThrow("ENOENT");
});

describe("in a shop that runs", () => {
  beforeAll(async () => {
    for (const words of [
      ["load", "data"],
      ["run", "--as-of", AS_OF],
    ]) {
      const { code, stderr } = await runTierline(words, options);
      if (code !== 0) throw new Error(stderr);
    }
  }, BUILD_MS);

  test("everything is fine", async () => {
    const { exitCode, of, found } = await visit();
    expect(exitCode).toBe(0);
    const here = ["packages", "warehouse", "quarantine", "state", "schema", "disk", "pauses", "orphans", "build"];
    const checks = [...here, "clock", "budget", "properties"];
    expect(checks.flatMap((check) => of(check))).toEqual(checks.map(() => "ok"));
    // A service key cannot be asked for its scopes.
    expect(of("account")).toEqual(["ok", "skip"]);
    expect(found("lists").message).toBe("4 lists there that can be written.");
  });

  test("offline, no destination is asked", async () => {
    const before = portal.sandbox.calls.count();
    const { exitCode, of } = await visit({ HUBSPOT_TOKEN: "wrong-token" }, ["--offline"]);
    expect([exitCode, of("build"), of("account")]).toEqual([0, ["ok"], []]);
    expect(portal.sandbox.calls.count()).toBe(before);
  });

  test("a wrong token: 7; the clock is told all the same, and the cause once", async () => {
    const { exitCode, of } = await visit({ HUBSPOT_TOKEN: "wrong-token" });
    expect(exitCode).toBe(7);
    expect([of("account"), of("clock"), of("budget"), of("properties"), of("lists")]).toEqual([
      ["fail authentication"],
      ["ok"],
      ["skip"],
      ["skip"],
      ["skip"],
    ]);
  });

  test("nobody listens: 1, with the address and how to start the sandbox", async () => {
    const { exitCode, found } = await visit({ HUBSPOT_URL: "http://127.0.0.1:1" });
    expect(exitCode).toBe(1);
    const { message, remedy } = found("account", "connection_refused");
    expect(message).toContain("http://127.0.0.1:1");
    expect(remedy).toContain("tierline sandbox");
  });

  test("another account than the recorded one: 3", async () => {
    await withPortal({ token: TOKEN, accountId: 7 }, async (url) => {
      const { exitCode, of } = await visit({ HUBSPOT_URL: url });
      expect([exitCode, of("account")]).toEqual([3, ["fail other_account"]]);
    });
  });

  test("a scope that lacks: 7, by name", async () => {
    await withPortal({ token: TOKEN, scopes: ["crm.lists.read"] }, async (url) => {
      const { exitCode, of, found } = await visit({ HUBSPOT_URL: url });
      expect([exitCode, of("properties")]).toEqual([7, ["fail missing_scopes"]]);
      expect(found("properties").message).toContain("crm.schemas.contacts.read");
    });
  });

  test("a variable that is not set: 3", async () => {
    const { exitCode, of } = await visit({ HUBSPOT_TOKEN: undefined });
    expect([exitCode, of("credentials"), of("account")]).toEqual([3, ["fail missing_variable"], ["skip"]]);
  });

  test("a clock five minutes off is a warning, with the interval", async () => {
    const clock = { ...systemClock, nowMs: () => systemClock.nowMs() + FIVE_MINUTES_MS };
    await withPortal({ token: TOKEN, clock }, async (url) => {
      const { of, found } = await visit({ HUBSPOT_URL: url });
      expect(of("clock")).toEqual(["warn clock_skew"]);
      expect(found("clock").message).toMatch(/clock is (?:4 min 59 s|5 min|5 min 1 s) to 5 min .*behind/u);
    });
  });

  test("a daily limit that is nearly spent is a warning", async () => {
    await withPortal({ token: TOKEN, rateLimit: { perTenSeconds: 100, perDay: 5 } }, async (url) => {
      for (let requests = 0; requests < 4; requests += 1)
        await fetch(`${url}/account-info/2026-03/details`, { headers: { Authorization: `Bearer ${TOKEN}` } });
      const { of, found } = await visit({ HUBSPOT_URL: url });
      expect(of("budget"), found("budget").message).toEqual(["warn daily_budget_low"]);
    });
  });

  test("a process that holds a file: 6, and its number", async () => {
    for (const [file, check] of [
      ["warehouse.duckdb", "warehouse"],
      ["state.dev.duckdb", "state"],
    ] as const) {
      const held = await openDuckDb(join(options.cwd, file), { access: "write" });
      const { exitCode, of, found } = await visitShop({ ...options, isAlone: true }, {}, ["--offline"]);
      await held.close();
      expect([exitCode, of(check)]).toEqual([6, ["fail warehouse_locked"]]);
      expect(found(check).message).toContain(String(process.pid));
      expect(of("disk")).toEqual(["ok"]);
    }
  });

  test("a file that others can read is a warning", async () => {
    const file = join(options.cwd, "warehouse.duckdb");
    await chmod(file, 0o644);
    const { exitCode, of, found } = await visit({}, ["--offline"]);
    await chmod(file, 0o600);
    expect([exitCode, of("warehouse")]).toEqual([0, ["warn readable_by_others"]]);
    expect(found("warehouse").remedy).toBe(`chmod 600 ${file}`);
  });

  test("a lost state: 3", async () => {
    const file = join(options.cwd, "state.dev.duckdb");
    const kept = await readFile(file);
    await rm(file);
    const { exitCode, of } = await visit();
    await writeFile(file, kept, { mode: 0o600 });
    expect([exitCode, of("state"), of("orphans")]).toEqual([3, ["fail state_lost"], ["skip"]]);
  });

  test("a mistake in a sync file: 3, with its line; what does not need it is looked at", async () => {
    await withFile(
      "syncs/hubspot_tiers.yml",
      (text) => text.replace("  key: customer_id", "  keys: customer_id"),
      async () => {
        const { exitCode, of, found } = await visit();
        expect([exitCode, of("syncs"), of("credentials"), of("state"), of("warehouse"), of("disk")]).toEqual([
          3,
          ["fail unknown_key"],
          ["skip"],
          ["skip"],
          ["ok"],
          ["ok"],
        ]);
        expect(found("syncs").message).toMatch(/^syncs\/hubspot_tiers\.yml:\d+:3: /u);
      },
    );
  });

  test("no dbt, and no entry for Tierline's models: 3, with the lines to add", async () => {
    await withFile(
      "packages.yml",
      () => "packages: []\n",
      async () => {
        const { exitCode, of, found } = await visit({ TIERLINE_DBT: "/nowhere/dbt" }, ["--offline"]);
        expect([exitCode, of("dbt"), of("packages")]).toEqual([3, ["fail dbt_not_found"], ["fail package_missing"]]);
        expect(found("packages").remedy).toContain("- local: ");
      },
    );
  });

  test("lists: one gone, one with a filter of its own, one with other people: 3, each by name", async () => {
    await withFile(
      "syncs/hubspot_tiers.yml",
      (text) => text.replace("Loyalty Silver", "Their Silver").replace("Loyalty Green", "Their Green"),
      async () => {
        const { byHand } = portal.sandbox;
        const stranger = byHand.addContact({ email: "someone@example.com" });
        byHand.addList("Their Silver", "DYNAMIC");
        byHand.addList("Their Green", "MANUAL", [stranger]);
        const golden = portal.sandbox.lists().find(({ name }) => name === "Loyalty Golden");
        byHand.deleteList(golden?.listId ?? "");
        const { exitCode, of } = await visit();
        expect(exitCode).toBe(3);
        expect(of("lists").toSorted()).toEqual([
          "fail list_gone",
          "fail list_not_manual",
          "fail needs_take_over",
          "ok",
        ]);
      },
    );
  });

  test("a property of somebody else: 3", async () => {
    await withPortal({ token: TOKEN }, async (url) => {
      const headers = { Authorization: `Bearer ${TOKEN}`, "Content-Type": "application/json" };
      const made = await fetch(`${url}/crm/properties/2026-09/contacts`, {
        method: "POST",
        headers,
        body: JSON.stringify({
          name: "loyalty_member_id",
          label: "Theirs",
          groupName: "contactinformation",
          type: "string",
          fieldType: "text",
        }),
      });
      expect(made.status).toBe(201);
      const { exitCode, of } = await visit({ HUBSPOT_URL: url });
      expect([exitCode, of("properties")]).toEqual([3, ["fail foreign_property"]]);
    });
  });

  test("a sync whose file is gone is an orphan", async () => {
    await withFile(
      "syncs/hubspot_tiers.yml",
      (text) => text.replace("name: hubspot_tiers", "name: renamed"),
      async () => {
        const { exitCode, of, found } = await visit({}, ["--offline"]);
        expect([exitCode, of("orphans")]).toEqual([0, ["warn orphan"]]);
        expect(found("orphans").message).toContain("hubspot_tiers");
        expect(found("orphans").remedy).toContain('tierline release --sync hubspot_tiers --reason "why"');
      },
    );
  });

  test("a list that its file names no more is an orphan, and the command that gives it up is told", async () => {
    await withFile(
      "syncs/hubspot_tiers.yml",
      (text) => text.replace(/^.*Loyalty Golden.*\n/mu, ""),
      async () => {
        const { exitCode, of, found } = await visit({}, ["--offline"]);
        expect([exitCode, of("orphans")]).toEqual([0, ["warn orphan"]]);
        const { message, remedy } = found("orphans");
        expect(message).toMatch(/Golden \(place \d\) no more: 1 row leaves if .+, and stays if it is released\.$/u);
        expect(remedy).toMatch(/tierline release \d --reason "why"$/u);
        const status = await runTierline(["status"], options);
        expect(status.stdout).toContain(/tierline release .*$/u.exec(remedy ?? "")?.[0]);
      },
    );
  });

  test("a sync that is held back: who, since when, why, and the way on", async () => {
    const { code } = await runTierline(["pause", "hubspot_tiers", "--reason", "a migration"], options);
    expect(code).toBe(0);
    const { exitCode, of, found } = await visit({}, ["--offline"]);
    expect([exitCode, of("pauses")]).toEqual([0, ["warn paused"]]);
    expect(found("pauses").message).toMatch(/^hubspot_tiers is paused by .+ since \d{4}-.+: a migration\.$/u);
    expect(found("pauses").remedy).toBe("npx tierline resume hubspot_tiers");
    await runTierline(["resume", "hubspot_tiers"], options);
    expect((await visit({}, ["--offline"])).of("pauses")).toEqual(["ok"]);
  });

  test("a row that a load kept aside waits to be mended", async () => {
    const write = (spent: string): Promise<void> => writeFiles(options.cwd, [{ id: "cem", spent }]);
    await write("12;50");
    expect((await runTierline(["load", "data", "--quarantine"], options)).code).toBe(5);
    const { exitCode, of, found } = await visit({}, ["--offline"]);
    expect([exitCode, of("quarantine")]).toEqual([0, ["warn quarantined"]]);
    expect(found("quarantine").message).toBe("1 row in raw.quarantine waits to be mended.");
  });
});
