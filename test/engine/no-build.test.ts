/** Runs after a dbt job of one's own: from the newest build, held against what the job left, and only what changed. */
import { describe, expect, it } from "vitest";
import type { JobFacts } from "../../src/engine/judge-dbt-job.ts";
import { judgeDbtJob } from "../../src/engine/judge-dbt-job.ts";
import { findUnchanged } from "../../src/engine/find-unchanged.ts";
import { runSyncs } from "../../src/engine/run-syncs.ts";
import type { RunReport } from "../../src/engine/report.ts";
import { COOL_DOWN_MS, membersAt, onlySync, openShop, optionsOf, type Shop, type World } from "./engine-setup.ts";

const WORLD: World = {
  ann: { email: "ann@example.com", tier: "Golden" },
  bob: { email: "bob@example.com", tier: "Silver" },
};
const WELL: JobFacts = {
  invocationId: "build 1",
  statuses: new Map([
    ["aud_members", "success"],
    ["aud_tier", "success"],
  ]),
};

function runAfter(shop: Shop, job: JobFacts): Promise<RunReport> {
  const engine = { ...shop.engine, judgeBuild: (...[sync, build]: Parameters<Judge>) => judgeDbtJob(job, sync, build) };
  return runSyncs(engine, [shop.task], null, optionsOf());
}
type Judge = NonNullable<Shop["engine"]["judgeBuild"]>;

describe("a run after a dbt job", () => {
  it("sends what the job built, and records for which instant", async () => {
    const shop = openShop();
    shop.models.set(WORLD);
    const report = await runAfter(shop, WELL);
    expect([report.exit_code, report.build]).toEqual([0, null]);
    expect(membersAt(shop.sandbox, "Loyalty Golden")).toEqual(["ann"]);
    expect((await shop.journal.status("tiers")).lastRun).toMatchObject({ asOf: "2026-11-22T09:00:00Z", exitCode: 0 });
  });

  it.each([
    ["did not build a model", { statuses: new Map([["aud_members", "success"]]) }, "build_partial", "aud_tier"],
    [
      "failed at one, or at a test on it",
      { statuses: new Map([...WELL.statuses, ["aud_tier", "fail"]]) },
      "build_failed",
      "fail at aud_tier",
    ],
    ["was another than the newest build", { invocationId: "build 0" }, "build_other", "aud_members"],
  ])("is refused where the job %s, with nothing sent", async (_why, changes, code, words) => {
    const shop = openShop();
    shop.models.set(WORLD);
    const sync = onlySync(await runAfter(shop, { ...WELL, ...changes }));
    expect([sync.result, sync.exit_code, sync.error?.code]).toEqual(["refused", 4, code]);
    expect(sync.error?.message).toContain(words);
    expect(shop.sandbox.membersOf("Loyalty Golden")).toBeUndefined();
  });

  it("is refused where the job's build is older than what was applied", async () => {
    const shop = openShop();
    await shop.run(WORLD);
    shop.models.set(WORLD, { asOf: "2026-11-21T09:00:00Z" });
    const sync = onlySync(await runAfter(shop, { ...WELL, invocationId: "build 2" }));
    expect([sync.result, sync.error?.code]).toEqual(["refused", "build_older"]);
  });
});

async function unchanged(shop: Shop): Promise<readonly string[]> {
  return [...(await findUnchanged(shop.journal, shop.models, [shop.task.sync]))];
}

describe("only what changed", () => {
  it("leaves out a sync whose last plan was applied from the newest build", async () => {
    const shop = openShop();
    expect(await unchanged(shop)).toEqual([]);
    await shop.run(WORLD);
    expect(await unchanged(shop)).toEqual(["tiers"]);
  });

  it("takes a sync with another build, or another definition", async () => {
    const shop = openShop();
    await shop.run(WORLD);
    const edited = { ...shop.task.sync, definitionHash: "definition 2" };
    expect([...(await findUnchanged(shop.journal, shop.models, [edited]))]).toEqual([]);
    shop.models.set(WORLD);
    expect(await unchanged(shop)).toEqual([]);
  });

  it("takes a sync that left something behind: a row that waits for the cool-down", async () => {
    const shop = openShop();
    await shop.run(WORLD);
    // A minute later bob is Golden: his leave of Silver contradicts what was said just now.
    shop.clock.ms += 60_000;
    await shop.run({ ...WORLD, bob: { email: "bob@example.com", tier: "Golden" } });
    expect(await unchanged(shop)).toEqual([]);
    shop.clock.ms += COOL_DOWN_MS;
    await runSyncs(shop.engine, [shop.task], null, optionsOf());
    expect(membersAt(shop.sandbox, "Loyalty Silver")).toEqual([]);
    expect(await unchanged(shop)).toEqual(["tiers"]);
  });

  it("takes a sync whose plan was only made, or stopped by a guard", async () => {
    const shop = openShop({ sync: { guards: { ...openShop().task.sync.guards, firstRunMax: 1 } } });
    const report = await shop.run(WORLD);
    expect(onlySync(report).error?.code).toBe("guard");
    expect(await unchanged(shop)).toEqual([]);
  });
});
