import { describe, expect, it } from "vitest";
import { applyStored } from "../../src/engine/apply-stored.ts";
import { planSyncs } from "../../src/engine/run-syncs.ts";
import { AS_OF, allow, countsOf, membersAt, onlySync, openShop, optionsOf, type World } from "./engine-setup.ts";

const world: World = {
  ann: { email: "ann@example.com", tier: "Golden" },
  bob: { email: "bob@example.com", tier: "Silver" },
};

function crowd(count: number): World {
  return Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`c${at}`, { email: `c${at}@example.com`, tier: "Golden" }]),
  );
}

describe("a build that is not fit", () => {
  it.each([
    ["build_running", { finishedAt: null }],
    ["build_partial", { nodes: [{ model: "aud_members", relation: "m", status: "success" }] }],
    [
      "build_failed",
      {
        nodes: [
          { model: "aud_members", relation: "m", status: "success" },
          { model: "aud_tier", relation: "t", status: "error" },
        ],
      },
    ],
  ])("is refused: %s", async (code, changes) => {
    const shop = openShop();
    shop.models.set(world, changes);
    const report = await planSyncs(shop.engine, [shop.task], optionsOf());
    expect(report.exit_code).toBe(4);
    expect(onlySync(report)).toMatchObject({ result: "refused", plan: null, error: { code } });
  });

  it("names the command that tells a misspelt model, and its instant to the second", async () => {
    const shop = openShop();
    const nodes = [{ model: "aud_members", relation: "m", status: "success" }];
    shop.models.set(world, { nodes, startedAt: "2026-11-22T08:59:59.53482Z" });
    const { error } = onlySync(await planSyncs(shop.engine, [shop.task], optionsOf()));
    expect(error?.message).toBe("The build that started at 2026-11-22T08:59:59Z left out aud_tier.");
    expect(error?.remedy).toContain("`tierline build`");
  });

  it("is refused when none was made", async () => {
    const shop = openShop();
    const report = await planSyncs(shop.engine, [shop.task], optionsOf());
    expect(onlySync(report)).toMatchObject({ exit_code: 4, error: { code: "build_missing" } });
  });

  it("is refused when it is older than what was applied, and only then", async () => {
    const shop = openShop();
    await shop.run(world);
    shop.models.set(world, { asOf: "2026-11-22T08:59:59.999Z" });
    const older = await planSyncs(shop.engine, [shop.task], optionsOf());
    expect(onlySync(older)).toMatchObject({ exit_code: 4, error: { code: "build_older" } });
    shop.models.set(world, { asOf: "2026-11-22T09:00:00.000Z" });
    expect((await planSyncs(shop.engine, [shop.task], optionsOf())).exit_code).toBe(0);
    expect(AS_OF).toBe("2026-11-22T09:00:00Z");
  });
});

describe("a guard", () => {
  it("stops the plan before anything is sent, and the plan stays as it was made", async () => {
    const shop = openShop();
    const report = await shop.run(crowd(1_001));
    expect(report.exit_code).toBe(4);
    expect(onlySync(report)).toMatchObject({ result: "refused", plan: 1, error: { code: "guard" } });
    expect(onlySync(report).guards).toMatchObject([{ name: "first-run", value: 1_001, limit: 1_000, allowed: null }]);
    expect(shop.sandbox.lists()).toEqual([]);
    expect(shop.sandbox.contacts()).toEqual([]);
    expect((await shop.journal.planHead(1))?.state).toBe("planned");
  });

  it("lets pass what is allowed by name; who and why are kept with the run", async () => {
    const shop = openShop();
    const report = await shop.run(crowd(1_001), { allowance: allow("first-run") });
    expect(report.exit_code).toBe(0);
    expect(onlySync(report).guards).toMatchObject([{ name: "first-run", allowed: { reason: "a test", by: "ann" } }]);
    expect(membersAt(shop.sandbox, "Loyalty Golden")).toHaveLength(1_001);
    const { lastRun } = await shop.journal.status("tiers");
    expect(lastRun).toMatchObject({ runNo: 1, exitCode: 0, asOf: AS_OF, allowance: { reason: "a test", by: "ann" } });
  });

  it("never lets an empty model pass", async () => {
    const shop = openShop();
    await shop.run(world);
    const report = await shop.run({}, { allowance: allow("leaves", "shrink") });
    expect(report.exit_code).toBe(4);
    expect(onlySync(report).guards.map(({ name }) => name)).toEqual(["empty", "empty"]);
    expect(membersAt(shop.sandbox, "Loyalty Golden")).toEqual(["ann"]);
  });
});

describe("a stored plan", () => {
  it("is applied as it was made, by number or as the one that waits", async () => {
    const shop = openShop();
    shop.models.set(world);
    const planned = await planSyncs(shop.engine, [shop.task], optionsOf());
    expect(planned).toMatchObject({ command: "plan", exit_code: 0 });
    expect(onlySync(planned)).toMatchObject({ result: "planned", plan: 1, run_no: 1 });
    expect(shop.sandbox.contacts()).toEqual([]);

    const applied = await applyStored(shop.engine, [shop.task], null, optionsOf());
    expect(applied).toMatchObject({ command: "apply", exit_code: 0 });
    expect(onlySync(applied)).toMatchObject({ result: "applied", plan: 1, run_no: 1, receipts: { accepted: 4 } });
    expect(membersAt(shop.sandbox, "Loyalty Golden")).toEqual(["ann"]);

    const again = await applyStored(shop.engine, [shop.task], 1, optionsOf());
    expect(onlySync(again)).toMatchObject({ result: "refused", exit_code: 4, error: { code: "plan_stale" } });
    // Refused rows wait for runs, and a schedule counts from the last one: what was asked in vain is none.
    expect(onlySync(again).run_no).toBeNull();
    expect((await shop.journal.status("tiers")).lastRun).toMatchObject({ runNo: 1, exitCode: 0 });
    expect(onlySync(again).error?.message).toBe("Plan 1 cannot be applied: it was applied already.");
    const none = await applyStored(shop.engine, [shop.task], null, optionsOf());
    expect(none).toMatchObject({ exit_code: 3, error: { code: "plan_missing" } });
    const unknown = await applyStored(shop.engine, [shop.task], 9, optionsOf());
    expect(unknown).toMatchObject({ exit_code: 3, error: { code: "plan_unknown" } });
  });

  it("says that it is closed before any guard asks for a permission that would be of no use", async () => {
    const shop = openShop();
    shop.models.set(crowd(1_001));
    for (const plan of [1, 2])
      expect(onlySync(await planSyncs(shop.engine, [shop.task], optionsOf()))).toMatchObject({ plan });
    const closed = await applyStored(shop.engine, [shop.task], 1, optionsOf());
    expect(onlySync(closed)).toMatchObject({ exit_code: 4, error: { code: "plan_stale" } });
    const open = await applyStored(shop.engine, [shop.task], 2, optionsOf());
    expect(onlySync(open)).toMatchObject({ exit_code: 4, error: { code: "guard" } });
  });

  it("is refused after another build, under another definition, after 24 hours, after another plan", async () => {
    const stale = { exit_code: 4, error: { code: "plan_stale" } };
    const shop = openShop();
    const make = async (): Promise<number> => {
      shop.models.set(world);
      return onlySync(await planSyncs(shop.engine, [shop.task], optionsOf())).plan ?? 0;
    };
    const first = await make();
    shop.models.set(world);
    expect(onlySync(await applyStored(shop.engine, [shop.task], first, optionsOf()))).toMatchObject(stale);

    const second = await make();
    const edited = { ...shop.task, sync: { ...shop.task.sync, definitionHash: "definition 2" } };
    expect(onlySync(await applyStored(shop.engine, [edited], second, optionsOf()))).toMatchObject(stale);

    const third = await make();
    shop.clock.ms += 24 * 3_600_000 + 1;
    expect(onlySync(await applyStored(shop.engine, [shop.task], third, optionsOf()))).toMatchObject(stale);

    const fourth = await make();
    await planSyncs(shop.engine, [shop.task], optionsOf());
    expect(onlySync(await applyStored(shop.engine, [shop.task], fourth, optionsOf()))).toMatchObject(stale);
    expect(shop.sandbox.contacts()).toEqual([]);
    expect((await shop.journal.status("tiers")).lastRun).toBeNull();
  });
});

describe("rows that are not accepted", () => {
  it("make exit 5; rows that only wait do not", async () => {
    const shop = openShop();
    const shared = {
      ann: { email: "same@example.com", tier: "Golden" },
      bob: { email: "same@example.com", tier: null },
    };
    const report = await shop.run({ ...shared, cid: { email: "cid@example.com", tier: "Silver" } });
    expect(report.exit_code).toBe(5);
    expect(onlySync(report).places[0]).toMatchObject({ enter: 1, refused: 2, refused_by: { shared_address: 2 } });

    const waiting = openShop();
    await waiting.run(world);
    const flipped = await waiting.run({ ...world, bob: { email: "bob@example.com", tier: "Golden" } });
    // The enter is new and goes; the contact's update and the leave contradict what was said a moment ago.
    expect(flipped.exit_code).toBe(0);
    expect(countsOf(onlySync(flipped))).toEqual([
      "contacts 0 0 0 1 1 0",
      "Loyalty Golden 1 0 0 1 0 0",
      "Loyalty Silver 0 0 0 0 1 0",
    ]);
  });
});
