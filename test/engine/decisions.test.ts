/** What people decide between runs: a pause, a canary, the release of a place. */
import { describe, expect, it } from "vitest";
import { applyStored } from "../../src/engine/apply-stored.ts";
import { pauseSync } from "../../src/engine/pause-sync.ts";
import { releasePlaces } from "../../src/engine/release-places.ts";
import { planSyncs, runSyncs } from "../../src/engine/run-syncs.ts";
import {
  buildOf,
  COOL_DOWN_MS,
  countsOf,
  membersAt,
  onlySync,
  openShop,
  optionsOf,
  syncNamed,
  type Shop,
  type World,
} from "./engine-setup.ts";

const world: World = {
  ann: { email: "ann@example.com", tier: "Golden" },
  bob: { email: "bob@example.com", tier: "Silver" },
  cleo: { email: "cleo@example.com", tier: "Silver" },
};
const decision = { reason: "a test", by: "ann" };

async function plan(shop: Shop, next: World): Promise<number> {
  shop.models.set(next);
  const report = await planSyncs(shop.engine, [shop.task], optionsOf());
  return onlySync(report).plan ?? 0;
}

describe("a paused sync", () => {
  it("is left out by a run, refused by apply, shown by plan, and runs again when it is resumed", async () => {
    const shop = openShop();
    expect(await pauseSync(shop.engine, "tiers", "pause", decision)).toMatchObject({ before: null, after: decision });
    const report = await shop.run(world);
    expect([report.exit_code, onlySync(report).result]).toEqual([0, "paused"]);
    expect(onlySync(report).paused).toEqual({ by: "ann", since: "2026-11-22T09:00:00.000Z", reason: "a test" });
    expect(shop.sandbox.calls.total).toBe(0);
    expect((await shop.journal.status("tiers")).lastRun).toBeNull();

    const planNo = await plan(shop, world);
    const refused = await applyStored(shop.engine, [shop.task], planNo, optionsOf());
    expect([refused.exit_code, onlySync(refused).error?.code]).toEqual([4, "paused"]);
    expect(onlySync(refused).error?.message).toBe("The sync tiers is paused by ann: a test.");

    const resume = (): Promise<unknown> => pauseSync(shop.engine, "tiers", "resume", { reason: null, by: "bob" });
    expect(await resume()).toMatchObject({ before: decision, after: null });
    expect(await resume()).toEqual({ before: null, after: null });
    expect((await applyStored(shop.engine, [shop.task], planNo, optionsOf())).exit_code).toBe(0);
    expect(membersAt(shop.sandbox, "Loyalty Golden")).toEqual(["ann"]);
  });

  it("does not hold others back", async () => {
    const shop = openShop();
    const other = syncNamed("other", { properties: [], audiences: [] });
    const tasks = [shop.task, { sync: other, destination: shop.destination }];
    await pauseSync(shop.engine, "tiers", "pause", decision);
    const build = buildOf(shop.models, () => shop.models.set(world));
    const report = await runSyncs(
      { ...shop.engine, allSyncs: tasks.map(({ sync }) => sync) },
      tasks,
      build,
      optionsOf(),
    );
    expect(report.syncs.map(({ sync, result }) => [sync, result])).toEqual([
      ["other", "applied"],
      ["tiers", "paused"],
    ]);
  });

  it("must be one that is known", async () => {
    await expect(pauseSync(openShop().engine, "teirs", "pause", decision)).rejects.toMatchObject({
      code: "sync_unknown",
      remedy: "Did you mean tiers? There is: tiers.",
    });
  });
});

describe("apply with a limit", () => {
  it("sends whole members, closes, and the next plan holds the rest", async () => {
    const shop = openShop();
    const first = await plan(shop, world);
    const report = await applyStored(shop.engine, [shop.task], first, optionsOf({ membersMax: 2 }));
    expect(report.exit_code).toBe(0);
    expect(onlySync(report)).toMatchObject({ withheld_by_limit: 2, receipts: { accepted: 4, withheld: 2 } });
    expect(membersAt(shop.sandbox, "Loyalty Silver")).toEqual(["bob"]);
    const rest = await plan(shop, world);
    expect(countsOf(onlySync(await applyStored(shop.engine, [shop.task], rest, optionsOf())))).toEqual([
      "contacts 1 0 0 2 0 0",
      "Loyalty Golden 0 0 0 1 0 0",
      "Loyalty Silver 1 0 0 1 0 0",
    ]);
    expect(membersAt(shop.sandbox, "Loyalty Silver")).toEqual(["bob", "cleo"]);
  });

  it("keeps a move's leave with its enter, and judges the guards by the whole plan", async () => {
    const shop = openShop();
    await shop.run(world);
    shop.clock.ms += COOL_DOWN_MS;
    const moved: World = {
      ...world,
      bob: { email: "bob@example.com", tier: "Golden" },
      cleo: { email: "cleo@example.com", tier: "Golden" },
    };
    const planNo = await plan(shop, moved);
    const report = await applyStored(shop.engine, [shop.task], planNo, optionsOf({ membersMax: 1 }));
    expect(onlySync(report)).toMatchObject({ withheld_by_limit: 3, receipts: { accepted: 3 } });
    expect(membersAt(shop.sandbox, "Loyalty Golden")).toEqual(["ann", "bob"]);
    expect(membersAt(shop.sandbox, "Loyalty Silver")).toEqual(["cleo"]);

    shop.models.set({});
    const empty = onlySync(await planSyncs(shop.engine, [shop.task], optionsOf())).plan ?? 0;
    const stopped = await applyStored(shop.engine, [shop.task], empty, optionsOf({ membersMax: 1 }));
    expect(stopped.exit_code).toBe(4);
  });
});

describe("a released place", () => {
  it("is nobody's, nobody is removed, and the file's list is then one with members of its own", async () => {
    const shop = openShop();
    await shop.run(world);
    const waiting = await plan(shop, world);
    const calls = shop.sandbox.calls.total;
    const released = await releasePlaces(shop.engine, { place: "Loyalty Silver", sync: null }, decision);
    expect(released).toMatchObject([{ place: { placeNo: 3 }, rows: 2 }]);
    expect(shop.sandbox.calls.total).toBe(calls);
    expect(membersAt(shop.sandbox, "Loyalty Silver")).toEqual(["bob", "cleo"]);
    const stale = await applyStored(shop.engine, [shop.task], waiting, optionsOf());
    expect([stale.exit_code, onlySync(stale).error?.code]).toEqual([4, "plan_stale"]);
    expect(onlySync(stale).error?.message).toBe(
      `Plan ${waiting} cannot be applied: it is closed, because a newer plan, a release or a take-over came after it.`,
    );
    expect(onlySync(await shop.run(world)).error?.code).toBe("needs_take_over");
  });

  it("is named by number or name; what is not known or not clear is told with what there is", async () => {
    const shop = openShop();
    await shop.run(world);
    const release = (place: string | null, sync: string | null): Promise<unknown> =>
      releasePlaces(shop.engine, { place, sync }, decision);
    await expect(release("Loyalty Silvr", null)).rejects.toMatchObject({
      code: "place_unknown",
      remedy: expect.stringContaining(
        "Did you mean Loyalty Silver? It knows: 1 (contacts of tiers), 2 (Loyalty Golden",
      ),
    });
    await expect(release(null, "tiers")).rejects.toMatchObject({ code: "sync_in_use" });
    await expect(release(null, "gone")).rejects.toMatchObject({ code: "sync_unknown" });
    const other = syncNamed("other", { properties: [], audiences: [] });
    const build = buildOf(shop.models, () => shop.models.set(world));
    const both = { ...shop.engine, allSyncs: [shop.task.sync, other] };
    await runSyncs(both, [{ sync: other, destination: shop.destination }], build, optionsOf());
    await expect(release("contacts", null)).rejects.toMatchObject({
      code: "place_ambiguous",
      message: "Several places are called contacts: 1 (contacts of tiers), 4 (contacts of other).",
    });
    expect(await release("contacts", "other")).toMatchObject([{ place: { placeNo: 4 } }]);
  });

  it("of a sync without a file ends its being shown as an orphan; a list deleted by hand is no hindrance", async () => {
    const shop = openShop();
    await shop.run(world);
    shop.sandbox.byHand.deleteList(shop.sandbox.lists()[0]?.listId ?? "");
    const gone = { ...shop.engine, allSyncs: [] };
    expect((await planSyncs(gone, [], optionsOf())).orphans).toMatchObject([{ sync: "tiers", in_file: false }]);
    expect(await releasePlaces(gone, { place: null, sync: "tiers" }, decision)).toHaveLength(3);
    expect((await planSyncs(gone, [], optionsOf())).orphans).toEqual([]);
  });

  it("is shown as an orphan while its sync's file names it no more", async () => {
    const shop = openShop();
    await shop.run(world);
    const lists = [{ audience: "Golden", list: "Loyalty Golden" }];
    const sync = syncNamed("tiers", { audiences: [{ model: "aud_tier", lists }] });
    const edited = { ...shop.engine, allSyncs: [sync] };
    const orphans = async (): Promise<unknown> => (await planSyncs(edited, [], optionsOf())).orphans;
    expect(await orphans()).toMatchObject([
      { sync: "tiers", in_file: true, places: [{ place: 3, name: "Loyalty Silver", synced: 2 }] },
    ]);
    shop.clock.ms += COOL_DOWN_MS;
    const build = buildOf(shop.models, () => shop.models.set(world));
    const stopped = onlySync(await runSyncs(edited, [{ ...shop.task, sync }], build, optionsOf()));
    expect(stopped.error?.remedy).toMatch(
      /--allow leaves .* If who is there is to stay: tierline release 3 --reason "…"$/u,
    );
    await releasePlaces(edited, { place: "3", sync: null }, decision);
    expect(await orphans()).toEqual([]);
    expect((await runSyncs(edited, [{ ...shop.task, sync }], build, optionsOf())).exit_code).toBe(0);
    expect(membersAt(shop.sandbox, "Loyalty Silver")).toEqual(["bob", "cleo"]);
  });

  it("is shown so by the very plan that puts another list in its place", async () => {
    const shop = openShop();
    await shop.run(world);
    const lists = [
      { audience: "Golden", list: "Loyalty Golden" },
      { audience: "Silver", list: "Second best" },
    ];
    const sync = syncNamed("tiers", { audiences: [{ model: "aud_tier", lists }] });
    const report = await planSyncs({ ...shop.engine, allSyncs: [sync] }, [{ ...shop.task, sync }], optionsOf());
    expect(report.orphans).toMatchObject([{ sync: "tiers", in_file: true, places: [{ name: "Loyalty Silver" }] }]);
  });
});
