import { describe, expect, it } from "vitest";
import { runSyncs } from "../../src/engine/run-syncs.ts";
import { createHubSpotSandbox } from "../../src/sandbox/hubspot/hubspot-sandbox.ts";
import { inProcess } from "../../src/sandbox/in-process.ts";
import {
  allow,
  buildOf,
  COOL_DOWN_MS,
  countsOf,
  hubSpot,
  membersAt,
  onlySync,
  openShop,
  optionsOf,
  seededRandom,
  syncNamed,
  TIER,
  type Shop,
  type World,
} from "./engine-setup.ts";

const world: World = {
  ann: { email: "ann@example.com", tier: "Golden" },
  bob: { email: "bob@example.com", tier: "Silver" },
};

/** Runs the shop's sync after an edit of its file. */
async function runEdited(
  shop: Shop,
  edit: Parameters<typeof syncNamed>[1],
  options = optionsOf(),
): ReturnType<Shop["run"]> {
  const sync = syncNamed("tiers", edit);
  const build = buildOf(shop.models, () => shop.models.set(world));
  return runSyncs({ ...shop.engine, allSyncs: [sync] }, [{ ...shop.task, sync }], build, options);
}

function listsNamed(golden: string): Parameters<typeof syncNamed>[1] {
  const lists = [
    { audience: "Golden", list: golden },
    { audience: "Silver", list: "Loyalty Silver" },
  ];
  return { audiences: [{ model: "aud_tier", lists }], definitionHash: `with ${golden}` };
}

describe("the account", () => {
  it("must be the one that state speaks of; nothing else is read or sent", async () => {
    const shop = openShop();
    await shop.run(world);
    const other = createHubSpotSandbox({ clock: shop.clock, random: seededRandom(3), accountId: 999 });
    const destination = hubSpot(
      shop.clock,
      inProcess(other, () => new Error("no answer")),
    );
    const build = buildOf(shop.models, () => shop.models.set(world));
    const report = await runSyncs(shop.engine, [{ ...shop.task, destination }], build, optionsOf());
    expect(report.exit_code).toBe(3);
    expect(onlySync(report)).toMatchObject({ result: "failed", plan: null, error: { code: "other_account" } });
    // No word of a token: at a webhook and at files it is the address that leads elsewhere.
    expect(onlySync(report).error?.message).toBe("tiers now leads to 999, but what it sent before went to 4815162.");
    expect(other.calls.total).toBe(1);
  });

  it("must accept the token: exit 7", async () => {
    const shop = openShop();
    const strict = createHubSpotSandbox({ clock: shop.clock, random: seededRandom(3), token: "another" });
    const destination = hubSpot(
      shop.clock,
      inProcess(strict, () => new Error("no answer")),
    );
    const build = buildOf(shop.models, () => shop.models.set(world));
    const report = await runSyncs(shop.engine, [{ ...shop.task, destination }], build, optionsOf());
    expect(report.exit_code).toBe(7);
  });
});

describe("a list", () => {
  it("that is gone is an error, not an empty list", async () => {
    const shop = openShop();
    await shop.run(world);
    const [golden] = shop.sandbox.lists();
    shop.sandbox.byHand.deleteList(golden?.listId ?? "");
    const report = await shop.run(world);
    expect(report.exit_code).toBe(3);
    expect(onlySync(report).error).toMatchObject({
      code: "list_gone",
      location: { file: "syncs/tiers.yml", line: 20 },
    });
    // As the remedy says: another name, another list. The gone one holds nobody who could be left.
    const followed = await runEdited(shop, listsNamed("Loyalty Gold"));
    expect(followed.exit_code).toBe(0);
    expect(countsOf(onlySync(followed))).toEqual([
      "contacts 0 0 0 2 0 0",
      "Loyalty Gold 1 0 0 0 0 0",
      "Loyalty Silver 0 0 0 1 0 0",
    ]);
    expect(membersAt(shop.sandbox, "Loyalty Gold")).toEqual(["ann"]);
  });

  it("with members of its own is not taken; an empty one is, and is not called ours", async () => {
    const shop = openShop();
    const stranger = shop.sandbox.byHand.addContact({ email: "stranger@example.com" });
    const listId = shop.sandbox.byHand.addList("Loyalty Golden", "MANUAL", [stranger]);
    const refused = await shop.run(world);
    expect(refused.exit_code).toBe(3);
    expect(onlySync(refused).error).toMatchObject({ code: "needs_take_over" });
    expect(shop.sandbox.calls.count("/batch/upsert")).toBe(0);

    shop.sandbox.byHand.removeFromList(listId, stranger);
    expect((await shop.run(world)).exit_code).toBe(0);
    const places = await shop.journal.places("tiers");
    expect(places.map(({ name, listId: id, isCreatedByUs }) => [name, id !== null, isCreatedByUs])).toEqual([
      ["contacts", false, expect.any(Boolean)],
      ["Loyalty Golden", true, false],
      ["Loyalty Silver", true, true],
    ]);
  });

  it("that people rename stays the same place: no change", async () => {
    const shop = openShop();
    await shop.run(world);
    const [golden] = shop.sandbox.lists();
    shop.sandbox.byHand.renameList(golden?.listId ?? "", "Best customers");
    expect(countsOf(onlySync(await shop.run(world)))[1]).toBe("Loyalty Golden 0 0 0 1 0 0");
    // The file follows.
    const followed = await runEdited(shop, listsNamed("Best customers"));
    expect(countsOf(onlySync(followed))).toEqual([
      "contacts 0 0 0 2 0 0",
      "Best customers 0 0 0 1 0 0",
      "Loyalty Silver 0 0 0 1 0 0",
    ]);
  });

  it("that the file names no more is left only when that is allowed", async () => {
    const shop = openShop();
    await shop.run(world);
    shop.clock.ms += COOL_DOWN_MS;
    const report = await runEdited(shop, listsNamed("Loyalty Gold"));
    expect(report.exit_code).toBe(4);
    expect(countsOf(onlySync(report))).toEqual([
      "contacts 0 0 0 2 0 0",
      "Loyalty Gold 1 0 0 0 0 0",
      "Loyalty Silver 0 0 0 1 0 0",
      "Loyalty Golden 0 0 1 0 0 0",
    ]);
    expect(onlySync(report).guards).toMatchObject([{ name: "leaves", value: 1, limit: 0 }]);
    expect(membersAt(shop.sandbox, "Loyalty Golden")).toEqual(["ann"]);

    const allowed = await runEdited(shop, listsNamed("Loyalty Gold"), optionsOf({ allowance: allow("leaves") }));
    expect(allowed.exit_code).toBe(0);
    expect(membersAt(shop.sandbox, "Loyalty Golden")).toEqual([]);
    expect(membersAt(shop.sandbox, "Loyalty Gold")).toEqual(["ann"]);
  });

  it("keeps its members when only its audience gets another name", async () => {
    const shop = openShop();
    await shop.run(world);
    const sync = syncNamed("tiers", {
      audiences: [{ model: "aud_tier", lists: [{ audience: "gold", list: "Loyalty Golden" }] }],
    });
    const named = {
      ...world,
      ann: { email: "ann@example.com", tier: "gold" },
      bob: { email: "bob@example.com", tier: "Silver" },
    };
    const build = buildOf(shop.models, () => shop.models.set(named));
    const report = await runSyncs(shop.engine, [{ ...shop.task, sync }], build, optionsOf());
    expect(countsOf(onlySync(report))[1]).toBe("Loyalty Golden 0 0 0 1 0 0");
  });
});

describe("a place with two owners", () => {
  it.each([
    [
      "one list, where it stands in each",
      "tiers (syncs/tiers.yml:20) and other (syncs/other.yml:20)",
      syncNamed("other", {
        properties: [{ ...TIER, name: "other_tier" }],
        location: { file: "syncs/other.yml", line: 3 },
      }),
    ],
    [
      "one property",
      "tiers (syncs/tiers.yml:10) and other (syncs/other.yml:3)",
      syncNamed("other", {
        audiences: [{ model: "aud_tier", lists: [{ audience: "Golden", list: "Elsewhere" }] }],
        propertyLocations: new Map([[TIER.name, { file: "syncs/other.yml", line: 3 }]]),
      }),
    ],
  ])("is refused, both files named: %s", async (_, places, other) => {
    const shop = openShop();
    const engine = { ...shop.engine, allSyncs: [shop.task.sync, other] };
    const build = buildOf(shop.models, () => shop.models.set(world));
    const report = await runSyncs(engine, [shop.task], build, optionsOf());
    expect(report.exit_code).toBe(3);
    expect(onlySync(report).error?.code).toBe("two_owners");
    expect(onlySync(report).error?.message).toContain(places);
  });

  it("is refused by the list's id where the names differ, both files named", async () => {
    const shop = openShop();
    await shop.run(world);
    const golden = shop.sandbox.lists().find(({ name }) => name === "Loyalty Golden");
    shop.sandbox.byHand.renameList(golden?.listId ?? "", "Best customers");
    const other = syncNamed("other", {
      properties: [{ ...TIER, name: "other_tier" }],
      audiences: [{ model: "aud_tier", lists: [{ audience: "Golden", list: "Best customers" }] }],
      location: { file: "syncs/other.yml", line: 3 },
    });
    const engine = { ...shop.engine, allSyncs: [shop.task.sync, other] };
    const build = buildOf(shop.models, () => shop.models.set(world));
    const tasks = [shop.task, { sync: other, destination: shop.destination }];
    const report = await runSyncs(engine, tasks, build, optionsOf());
    expect(report.exit_code).toBe(3);
    // The owner goes on; only the second is stopped.
    expect(report.syncs.map(({ sync, exit_code, error }) => [sync, exit_code, error?.code])).toEqual([
      ["other", 3, "two_owners"],
      ["tiers", 0, undefined],
    ]);
    expect(report.syncs[0]?.error?.message).toMatch(
      /^Two syncs own the list Best customers \(\d+\): other \(syncs\/other\.yml:3\) and tiers \(syncs\/tiers\.yml:1\)\.$/u,
    );
  });

  it("is refused by the list's id, also when the other sync's file is gone; that sync is shown as an orphan", async () => {
    const shop = openShop();
    await shop.run(world);
    const other = syncNamed("other", { properties: [{ ...TIER, name: "other_tier" }] });
    const task = { sync: other, destination: shop.destination };
    const build = buildOf(shop.models, () => shop.models.set(world));
    const report = await runSyncs({ ...shop.engine, allSyncs: [other] }, [task], build, optionsOf());
    expect(report.exit_code).toBe(3);
    expect(onlySync(report).error?.code).toBe("two_owners");
    expect(onlySync(report).error?.message).toContain("tiers, which no file describes");
    expect(report.orphans).toMatchObject([
      {
        sync: "tiers",
        places: [{ name: "contacts", synced: 2 }, { name: "Loyalty Golden", synced: 1 }, { synced: 1 }],
      },
    ]);
  });
});
