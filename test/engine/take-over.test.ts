/** A list with people on it is taken over: looked at first, then kept or claimed, once. */
import { describe, expect, it } from "vitest";
import { HOLDOUT_BUCKETS } from "../../src/domain/holdout.ts";
import { releasePlaces } from "../../src/engine/release-places.ts";
import { runSyncs } from "../../src/engine/run-syncs.ts";
import { lookAtList, type ListSeen } from "../../src/engine/look-at-list.ts";
import { takeOver, type ListTaken } from "../../src/engine/take-over.ts";
import { isHeldElsewhere } from "../../src/journal/journal.ts";
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
  twin: { email: "shared@example.com", tier: null },
  other: { email: "Shared@example.com ", tier: null },
};
const decision = { reason: "ours since 2020", by: "ann" };

/** Ann belongs there, Bob and Fay (who resigned) do not, one is a stranger, one could be two customers. */
function withPeople(): Shop {
  const shop = openShop();
  const add = (email: string): string => shop.sandbox.byHand.addContact({ email });
  const people = ["ann", "bob", "fay", "stranger", "shared"].map((name) => add(`${name}@example.com`));
  shop.sandbox.byHand.addList("Loyalty Golden", "MANUAL", people);
  shop.models.former = [{ key: "fay", email: "fay@example.com" }];
  shop.models.set(world);
  return shop;
}

async function take(shop: Shop, how: "keep" | "claim"): Promise<ListTaken> {
  const answer = await takeOver(shop.engine, shop.task, { list: "Loyalty Golden", how, decision });
  if (answer.is === "refused") throw new Error(answer.refusal.message);
  return answer;
}

async function look(shop: Shop): Promise<ListSeen> {
  const answer = await lookAtList(shop.engine, shop.task, "Loyalty Golden");
  if (answer.is === "refused") throw new Error(answer.refusal.message);
  return answer;
}

function addresses(shop: Shop): readonly string[] {
  const ids = shop.sandbox.membersOf("Loyalty Golden") ?? [];
  return ids.map((id) => (shop.sandbox.contact(id)?.properties["email"] ?? "").split("@")[0] ?? "").toSorted();
}

describe("a list that has members", () => {
  it("stops a run, which names the command; looking changes nothing", async () => {
    const shop = withPeople();
    const stopped = onlySync(await shop.run(world));
    expect(stopped.error?.code).toBe("needs_take_over");
    expect(stopped.error?.remedy).toContain('tierline take-over tiers "Loyalty Golden"');
    const writes = shop.sandbox.calls.counts().filter(({ route }) => !/^GET |read|search/u.test(route));
    const shown = await look(shop);
    expect(
      shown.people.map(({ known, isAmbiguous }) => [known?.identity, known?.by, known?.isDesired, isAmbiguous]),
    ).toEqual([
      ["ann", "address", true, false],
      ["bob", "address", false, false],
      ["fay", "address", false, false],
      [undefined, undefined, undefined, false],
      [undefined, undefined, undefined, true],
    ]);
    expect(shop.sandbox.calls.counts().filter(({ route }) => !/^GET |read|search/u.test(route))).toEqual(writes);
    expect(onlySync(await shop.run(world)).error?.code).toBe("needs_take_over");
  });

  it("is told with all the others of the sync at once, each with its command", async () => {
    const shop = withPeople();
    const other = shop.sandbox.byHand.addContact({ email: "other@example.com" });
    shop.sandbox.byHand.addList("Loyalty Silver", "MANUAL", [other]);
    const { error } = onlySync(await shop.run(world));
    expect(error?.code).toBe("needs_take_over");
    expect(error?.message).toBe("2 lists already hold contacts that are not ours: Loyalty Golden, Loyalty Silver.");
    expect(error?.problems.map(({ message }) => message)).toEqual([
      "The list Loyalty Golden already holds 5 contacts that are not ours.",
      "The list Loyalty Silver already holds 1 contact that is not ours.",
    ]);
    expect(error?.problems[1]?.remedy).toContain('tierline take-over tiers "Loyalty Silver"');
    expect(error?.problems[1]?.location).toMatchObject({ file: "syncs/tiers.yml" });
  });

  it("is looked at without a lease, and before any plan met it: no state is made", async () => {
    const shop = withPeople();
    expect(await look(shop)).toMatchObject({ placeNo: null, people: { length: 5 } });
    expect([await shop.journal.allPlaces(), await shop.journal.syncs()]).toEqual([[], []]);
    await shop.run(world);
    const lease = await shop.journal.acquire("tiers");
    expect((await look(shop)).placeNo).toBe(2);
    expect((await shop.journal.places("tiers")).filter(({ takenAtMs }) => takenAtMs !== null)).toEqual([]);
    expect(isHeldElsewhere(lease)).toBe(false);
  });

  it("is not given a number by a take-over that is refused", async () => {
    const shop = openShop();
    shop.models.set(world);
    await expect(take(shop, "keep")).rejects.toMatchObject({ code: "list_missing" });
    expect(await shop.journal.allPlaces()).toEqual([]);
  });

  it("kept: everybody stays for good", async () => {
    const shop = withPeople();
    await take(shop, "keep");
    const first = onlySync(await shop.run(world));
    expect(first.error).toBeNull();
    expect(countsOf(first)[1]).toBe("Loyalty Golden 1 0 0 0 0 0");
    shop.clock.ms += COOL_DOWN_MS;
    await shop.run({ ...world, ann: { email: "ann@example.com", tier: "Silver" } });
    expect(addresses(shop)).toEqual(["ann", "bob", "fay", "shared", "stranger"]);
    await expect(take(shop, "claim")).rejects.toMatchObject({ code: "already_taken" });
  });

  it("kept: also when somebody gave a stranger the id of a member who leaves", async () => {
    const shop = openShop();
    const stranger = shop.sandbox.byHand.addContact({ email: "stranger@example.com" });
    shop.sandbox.byHand.addList("Loyalty Golden", "MANUAL", [stranger]);
    shop.models.set(world);
    await take(shop, "keep");
    await shop.run(world);
    const own = (shop.sandbox.membersOf("Loyalty Golden") ?? []).find((id) => id !== stranger) ?? "";
    expect(shop.sandbox.contact(own)?.properties["loyalty_member_id"]).toBe("ann");
    shop.sandbox.byHand.setProperty(own, "loyalty_member_id", "");
    shop.sandbox.byHand.setProperty(stranger, "loyalty_member_id", "ann");
    shop.clock.ms += COOL_DOWN_MS;
    await shop.run({ ...world, ann: { email: "ann@example.com", tier: "Silver" } });
    expect(shop.sandbox.membersOf("Loyalty Golden")).toEqual([stranger]);
    shop.clock.ms += COOL_DOWN_MS;
    const settled = onlySync(await shop.run({ ...world, ann: { email: "ann@example.com", tier: "Silver" } }));
    expect(countsOf(settled)[1]).toBe("Loyalty Golden 0 0 0 0 0 0");
  });

  it("kept: a leave that finds nobody but a kept record is closed without a call", async () => {
    const shop = openShop();
    const stranger = shop.sandbox.byHand.addContact({ email: "stranger@example.com" });
    shop.sandbox.byHand.addList("Loyalty Golden", "MANUAL", [stranger]);
    shop.models.set(world);
    await take(shop, "keep");
    await shop.run(world);
    const own = (shop.sandbox.membersOf("Loyalty Golden") ?? []).find((id) => id !== stranger) ?? "";
    shop.sandbox.byHand.deleteContact(own);
    shop.sandbox.byHand.setProperty(stranger, "loyalty_member_id", "ann");
    shop.clock.ms += COOL_DOWN_MS;
    const left = onlySync(await shop.run({ ...world, ann: { email: "ann@example.com", tier: "Silver" } }));
    const rows = await shop.journal.planRows(left.plan ?? 0, { placeNo: 1, limit: 9 });
    expect(rows.map(({ op, receipt }) => [op, receipt])).toEqual([["leave", { outcome: "accepted", reason: "kept" }]]);
    expect(shop.sandbox.membersOf("Loyalty Golden")).toEqual([stranger]);
  });

  it("claimed: whom the programme knows and the audience does not name leaves in the next plan, strangers stay", async () => {
    const shop = withPeople();
    await take(shop, "claim");
    const first = onlySync(await shop.run(world));
    expect(countsOf(first)[1]).toBe("Loyalty Golden 0 0 2 1 0 0");
    expect(addresses(shop)).toEqual(["ann", "shared", "stranger"]);
    shop.clock.ms += COOL_DOWN_MS;
    const second = onlySync(await shop.run(world));
    expect(countsOf(second)[1]).toBe("Loyalty Golden 0 0 0 1 0 0");
  });

  it("shows as leaving who must not be sent or is held out, and then they leave", async () => {
    const exclusions = { suppress: [{ memberKey: null, email: "ANN@example.com" }], isConsentAsked: true };
    const all = { seed: "aud_tier", buckets: HOLDOUT_BUCKETS };
    for (const [kept, change] of [
      [1, {}],
      [0, exclusions],
      [0, { holdout: all }],
    ] as const) {
      const shop = withPeople();
      shop.models.exclusions = { ...shop.models.exclusions, ...change };
      expect((await take(shop, "claim")).people.filter(({ known }) => known?.isDesired === true)).toHaveLength(kept);
      await shop.run(world);
      expect(addresses(shop).includes("ann")).toBe(kept === 1);
    }
  });

  it("is claimed under the guards: too many leaves stop the next run", async () => {
    const shop = openShop();
    const former = Array.from({ length: 60 }, (_, at) => ({ key: `f${at}`, email: `f${at}@example.com` }));
    const people = former.map(({ email }) => shop.sandbox.byHand.addContact({ email }));
    shop.sandbox.byHand.addList("Loyalty Golden", "MANUAL", people);
    shop.models.former = former;
    shop.models.set(world);
    await take(shop, "claim");
    const report = await shop.run(world);
    expect([report.exit_code, onlySync(report).guards[0]?.name]).toEqual([4, "leaves"]);
    expect(addresses(shop)).toHaveLength(60);
  });

  it("keeps both of two records that are one customer and are known equally well", async () => {
    const shop = withPeople();
    const own = shop.sandbox.byHand.addContact({ email: "old@example.com" });
    const listId = shop.sandbox.lists()[0]?.listId ?? "";
    shop.sandbox.byHand.addToList(listId, own);
    shop.models.former = [
      ...shop.models.former,
      { key: "gus", email: "old@example.com" },
      { key: "gus", email: "stranger@example.com" },
    ];
    const shown = await look(shop);
    expect(shown.people.filter(({ known }) => known?.identity === "gus")).toEqual([]);
    expect(shown.people.filter(({ isAmbiguous }) => isAmbiguous)).toHaveLength(3); // and shared@example.com
  });

  it("needs somebody who can be asked who is there", async () => {
    const shop = withPeople();
    const { sync, destination } = shop.task;
    const silent = { destination, sync: { ...sync, destination: { ...sync.destination, type: "webhook" } } };
    await expect(lookAtList(shop.engine, silent, "Loyalty Golden")).rejects.toMatchObject({
      code: "take_over_impossible",
      location: { line: 20 },
    });
  });

  it("must exist, be named by the file, and be nobody else's", async () => {
    const shop = openShop();
    shop.models.set(world);
    await expect(take(shop, "claim")).rejects.toMatchObject({ code: "list_missing" });
    const unknown = lookAtList(shop.engine, shop.task, "Elsewhere");
    await expect(unknown).rejects.toMatchObject({ code: "list_unknown", location: { line: 1 } });
    await expect(lookAtList(shop.engine, shop.task, "Loyalty Silvr")).rejects.toMatchObject({
      location: { line: 21 },
      remedy: "Did you mean Loyalty Silver? It names: Loyalty Golden, Loyalty Silver.",
    });
  });
});

describe("a sync that was given another name", () => {
  it("is told both ways, and followed literally the lists converge without anybody being removed", async () => {
    const shop = openShop();
    await shop.run(world);
    const sync = syncNamed("renamed");
    const task = { ...shop.task, sync };
    const engine = { ...shop.engine, allSyncs: [sync] };
    const run = (): ReturnType<Shop["run"]> =>
      runSyncs(
        engine,
        [task],
        buildOf(shop.models, () => shop.models.set(world)),
        optionsOf(),
      );
    const { error } = onlySync(await run());
    expect(error?.code).toBe("two_owners");
    expect(error?.remedy).toContain('tierline release --sync tiers --reason "renamed to renamed"');
    expect(error?.remedy).toContain(
      'tierline take-over renamed "Loyalty Golden" --claim --reason "renamed from tiers"',
    );
    await releasePlaces(engine, { place: null, sync: "tiers" }, decision);
    for (const list of ["Loyalty Golden", "Loyalty Silver"])
      await takeOver(engine, task, { list, how: "claim", decision });
    // What the old name said last may still be under way: nothing contradicts it, and contacts wait.
    expect(countsOf(onlySync(await run())).map((line) => line.split(" ").at(-2))).toEqual(["2", "0", "0"]);
    shop.clock.ms += COOL_DOWN_MS;
    const settled = onlySync(await run());
    expect(settled.exit_code).toBe(5);
    expect(membersAt(shop.sandbox, "Loyalty Golden")).toEqual(["ann"]);
    expect(membersAt(shop.sandbox, "Loyalty Silver")).toEqual(["bob"]);
  });
});

describe("a list id that the destination gave away again", () => {
  it("is no second owner: the list that was forgotten is named", async () => {
    const shop = openShop();
    await shop.run(world);
    const [golden] = await shop.journal.places("tiers").then((places) => places.slice(1));
    const lists = [{ audience: "Golden", list: "Fresh" }];
    const sync = syncNamed("tiers", { audiences: [{ model: "aud_tier", lists }] });
    const destination = {
      ...shop.destination,
      identify: () => shop.destination.identify(),
      find: async () => undefined,
      findById: (id: string) => shop.destination.findById(id),
      take: async () => ({ listId: golden?.listId ?? "", count: 0, isCreatedByUs: true }),
    };
    const report = await runSyncs(
      { ...shop.engine, allSyncs: [sync] },
      [{ sync, destination }],
      buildOf(shop.models, () => shop.models.set(world)),
      optionsOf({ allowance: { guards: ["leaves"], reason: "a test", by: "ann" } }),
    );
    expect(onlySync(report).error).toMatchObject({ code: "list_reused" });
    expect(onlySync(report).error?.remedy).toContain(`tierline release ${golden?.placeNo}`);
  });
});
