import { describe, expect, it } from "vitest";
import { ConfigError, TransientError } from "../../src/domain/errors.ts";
import type { RunOptions, SyncTask, UnreadyTask } from "../../src/engine/engine.ts";
import { whoSends } from "../../src/engine/hold-leases.ts";
import { runSyncs } from "../../src/engine/run-syncs.ts";
import type { RunReport } from "../../src/engine/report.ts";
import {
  allow,
  buildOf,
  countsOf,
  onlySync,
  openShop,
  optionsOf,
  syncNamed,
  TIER,
  type Shop,
  type World,
} from "./engine-setup.ts";

const world: World = { ann: { email: "ann@example.com", tier: "Golden" } };

/** A second sync to the same account, with a list and a property of its own. */
function second(shop: Shop): SyncTask {
  const sync = syncNamed("a_second", {
    properties: [{ ...TIER, name: "loyalty_tier_two" }],
    audiences: [{ model: "aud_tier", lists: [{ audience: "Golden", list: "Best" }] }],
  });
  return { sync, destination: shop.destination };
}

async function runBoth(
  shop: Shop,
  tasks: readonly (SyncTask | UnreadyTask)[],
  options: Partial<RunOptions> = {},
): Promise<RunReport> {
  const engine = { ...shop.engine, allSyncs: tasks.map(({ sync }) => sync) };
  const build = buildOf(shop.models, () => shop.models.set(world));
  return runSyncs(engine, tasks, build, optionsOf(options));
}

async function mustNotBuild(): Promise<never> {
  throw new Error("It was built.");
}

describe("several syncs", () => {
  it("run one after the other, by name; the failure of one does not stop the next, and the worst code is told", async () => {
    const shop = openShop();
    const failing: SyncTask = {
      ...second(shop),
      destination: {
        ...shop.destination,
        requestCount: 0,
        identify: async () => {
          throw new ConfigError("authentication", "The token is not accepted.");
        },
      },
    };
    const report = await runBoth(shop, [shop.task, failing]);
    expect(report.syncs.map(({ sync, result, exit_code }) => [sync, result, exit_code])).toEqual([
      ["a_second", "failed", 7],
      ["tiers", "applied", 0],
    ]);
    expect(report.exit_code).toBe(7);
    expect((await shop.journal.status("a_second")).lastRun).toMatchObject({ runNo: 1, exitCode: 7 });
  });

  it("do nothing at all while one of them is run elsewhere, and hold no lease afterwards", async () => {
    const shop = openShop();
    const held = await shop.journal.acquire("tiers");
    const report = await runBoth(shop, [shop.task, second(shop)]);
    expect(report).toMatchObject({ exit_code: 6, syncs: [] });
    expect((await shop.journal.status("a_second")).lastRun).toBeNull();
    if ("end" in held) await held.end();
    expect(await shop.journal.acquire("a_second")).toHaveProperty("fence", 2);
  });

  it("of a schedule pass over the one that the same has run since the round before; it began nothing and stays due", async () => {
    const shop = openShop();
    const held = await shop.journal.acquire("a_second");
    const seen = new Map<string, string>();
    const passing = { passesOver: new Map([["a_second", "fence 0"]]), onHeld: seen.set.bind(seen) };
    expect(await runBoth(shop, [shop.task, second(shop)], { passing })).toMatchObject({ exit_code: 6, syncs: [] });
    expect([...seen]).toEqual([["a_second", "fence 1"]]);
    const report = await runBoth(shop, [shop.task, second(shop)], { passing: { passesOver: seen } });
    expect(report.syncs.map(({ sync, run_no, result, exit_code }) => [sync, run_no, result, exit_code])).toEqual([
      ["a_second", null, "failed", 6],
      ["tiers", 1, "applied", 0],
    ]);
    expect([report.exit_code, report.syncs[0]?.error?.code]).toEqual([6, "lease_held"]);
    expect((await shop.journal.status("a_second")).lastRun).toBeNull();
    if ("end" in held) await held.end();
    expect(await shop.journal.acquire("tiers")).toHaveProperty("fence", 2);
  });

  it("may be passed over from the announcement of their plan to its end", async () => {
    const shop = openShop();
    const holders = new Map([["tiers", "fence 1"]]);
    const built: number[] = [];
    const sent: Promise<ReadonlyMap<string, string>>[] = [];
    const build = buildOf(shop.models, () => shop.models.set(world));
    const report = await runSyncs(
      shop.engine,
      [shop.task],
      async () => {
        built.push((await whoSends(shop.journal, holders)).size);
        return build();
      },
      optionsOf({ onProgress: () => void sent.push(whoSends(shop.journal, holders)) }),
    );
    expect([report.exit_code, built]).toEqual([0, [0]]);
    expect(await sent[0]).toEqual(holders);
    expect(await whoSends(shop.journal, holders)).toEqual(new Map());
  });

  it("go on without one that lacks its credential, whose run has failed", async () => {
    const shop = openShop();
    const lack = new ConfigError("missing_variable", "The environment variable T is not set.");
    const unready = { sync: second(shop).sync, error: lack };
    const report = await runBoth(shop, [shop.task, unready]);
    expect(report.syncs.map(({ sync, result, exit_code, error }) => [sync, result, exit_code, error?.code])).toEqual([
      ["a_second", "failed", 3, "missing_variable"],
      ["tiers", "applied", 0, undefined],
    ]);
    expect((await shop.journal.status("a_second")).lastRun).toMatchObject({ runNo: 1, exitCode: 3 });
  });

  it("build nothing when none of them can be sent to", async () => {
    const shop = openShop();
    const unready = { sync: shop.task.sync, error: new ConfigError("missing_variable", "T is not set.") };
    const report = await runSyncs(shop.engine, [unready], mustNotBuild, optionsOf());
    expect(report).toMatchObject({ exit_code: 3, error: null, build: null });
  });

  it("share one build; when it stops, each run is recorded as failed and nothing is sent", async () => {
    const shop = openShop();
    const tasks = [shop.task, second(shop)];
    let builds = 0;
    const report = await runSyncs(
      { ...shop.engine, allSyncs: tasks.map(({ sync }) => sync) },
      tasks,
      async () => {
        builds += 1;
        throw new TransientError("dbt_failed", "aud_tier failed.");
      },
      optionsOf(),
    );
    expect(builds).toBe(1);
    expect(report).toMatchObject({ exit_code: 1, build: null, error: { code: "dbt_failed" } });
    expect(report.syncs.map(({ result, exit_code }) => [result, exit_code])).toEqual([
      ["failed", 1],
      ["failed", 1],
    ]);
    expect((await shop.journal.status("tiers")).lastRun).toMatchObject({ exitCode: 1, asOf: null });
    expect(shop.sandbox.calls.total).toBe(0);
  });

  it("count runs in which nothing was sent, so that a refused row comes due", async () => {
    const shop = openShop();
    const unwanted = { ...world, bob: { email: "not an address", tier: null } };
    const refusedAt: boolean[] = [];
    // Refused in run 1, again due in run 2 (1 run later), in run 4 (2), in run 8 (4).
    for (let run = 1; run <= 8; run += 1) refusedAt.push(onlySync(await shop.run(unwanted)).receipts.refused === 1);
    expect(refusedAt).toEqual([true, true, false, true, false, false, false, true]);
  });
});

describe("a first run that died", () => {
  it("is said again without an allowance, for it needed none", async () => {
    const shop = openShop();
    const crowd = Object.fromEntries(
      Array.from({ length: 60 }, (_, at) => [`c${at}`, { email: `c${at}@example.com`, tier: "Golden" }]),
    );
    shop.models.set(crowd);
    const never: SyncTask = {
      ...shop.task,
      destination: { ...shop.destination, requestCount: 0, submit: async () => new Promise(() => undefined) },
    };
    void runSyncs(
      shop.engine,
      [never],
      buildOf(shop.models, () => shop.models.set(crowd)),
      optionsOf({ allowance: allow("first-run") }),
    );
    while ((await shop.journal.planHead(1))?.state !== "applying")
      await new Promise((resolve) => setImmediate(resolve));
    const { lastRun } = await shop.journal.status("tiers");
    expect(lastRun).toMatchObject({ finishedAtMs: null, allowance: allow("first-run") });
    shop.clock.ms += 5 * 60_000;
    const report = await shop.run(crowd);
    expect(onlySync(report)).toMatchObject({ closed_plan: 1, exit_code: 0, guards: [] });
    expect(countsOf(onlySync(report))).toEqual([
      "contacts 60 0 0 0 0 0",
      "Loyalty Golden 60 0 0 0 0 0",
      "Loyalty Silver 0 0 0 0 0 0",
    ]);
    expect(onlySync(report).receipts.accepted).toBe(120);
  });
});
