/** Whole runs to a destination that knows people by their addresses: the real adapter before Mailchimp's stand-in. */
import { describe, expect, it } from "vitest";
import { lookAtList } from "../../src/engine/look-at-list.ts";
import { runSyncs } from "../../src/engine/run-syncs.ts";
import { takeOver } from "../../src/engine/take-over.ts";
import { InMemoryJournal } from "../../src/journal/in-memory/in-memory-journal.ts";
import { addressesIn, AUDIENCE, fieldsOf, KEY, LIST, setUpMailchimp } from "../contract/mailchimp-setup.ts";
import {
  buildOf,
  COOL_DOWN_MS,
  countsOf,
  MINUTE_MS,
  Models,
  onlySync,
  optionsOf,
  STALL_MS,
  syncNamed,
  TIER,
  type World,
} from "./engine-setup.ts";

function openMailchimpShop() {
  const { sandbox, destination, clock } = setUpMailchimp({ mailchimp: { properties: [TIER] } });
  const journal = new InMemoryJournal({ clock, leaseMs: 5 * MINUTE_MS });
  const models = new Models();
  const sync = syncNamed("tiers", {
    destination: {
      type: "mailchimp",
      secrets: { api_key: KEY },
      address: "http://mailchimp.test",
      options: { audience: AUDIENCE, lists_as: "segments" },
      written: { audience: AUDIENCE },
    },
  });
  const targets = { target: "prod", targets: ["dev", "prod"] };
  const engine = { journal, source: models, clock, stallMs: STALL_MS, ...targets, allSyncs: [sync] };
  const task = { sync, destination };
  return {
    sandbox,
    engine,
    task,
    models,
    /** Once the cool-down of everything before is over. */
    run: async (world: World) => {
      await clock.sleep(COOL_DOWN_MS);
      const build = buildOf(models, () => models.set(world));
      return onlySync(await runSyncs(engine, [task], build, optionsOf()));
    },
  };
}

const tierOf = (shop: ReturnType<typeof openMailchimpShop>, address: string): unknown =>
  Object.values(fieldsOf(shop.sandbox, address) ?? {}).join("");

describe("members whom the destination knows by their addresses", () => {
  it("follow their addresses: changed, exchanged, passed on", async () => {
    const shop = openMailchimpShop();
    const at = (list: string): readonly string[] => addressesIn(shop.sandbox, `Loyalty ${list}`);
    const begun = await shop.run({
      ann: { email: "Ann@example.com", tier: "Golden" },
      bob: { email: "bob@example.com", tier: "Silver" },
    });
    expect(countsOf(begun)).toEqual([
      "contacts 2 0 0 0 0 0",
      "Loyalty Golden 1 0 0 0 0 0",
      "Loyalty Silver 1 0 0 0 0 0",
    ]);
    expect([at("Golden"), at("Silver")]).toEqual([["ann@example.com"], ["bob@example.com"]]);

    const changed = await shop.run({
      ann: { email: "ann@example.org", tier: "Golden" },
      bob: { email: "bob@example.com", tier: "Silver" },
    });
    expect(countsOf(changed)).toEqual([
      "contacts 1 0 1 1 0 0",
      "Loyalty Golden 1 0 1 0 0 0",
      "Loyalty Silver 0 0 0 1 0 0",
    ]);
    expect([at("Golden"), at("Silver")]).toEqual([["ann@example.org"], ["bob@example.com"]]);
    expect([tierOf(shop, "ann@example.org"), tierOf(shop, "ann@example.com")]).toEqual(["Golden", ""]);

    const exchanged = {
      ann: { email: "bob@example.com", tier: "Golden" },
      bob: { email: "ann@example.org", tier: "Silver" },
    };
    expect(countsOf(await shop.run(exchanged))).toEqual([
      "contacts 0 2 0 0 0 0",
      "Loyalty Golden 1 0 1 0 0 0",
      "Loyalty Silver 1 0 1 0 0 0",
    ]);
    expect([at("Golden"), at("Silver")]).toEqual([["bob@example.com"], ["ann@example.org"]]);
    expect([tierOf(shop, "bob@example.com"), tierOf(shop, "ann@example.org")]).toEqual(["Golden", "Silver"]);

    // Bob resigned, and Cleo has his address: the contact is hers, on her list.
    await shop.run({ ann: exchanged.ann, cleo: { email: "ann@example.org", tier: "Golden" } });
    expect([at("Golden"), at("Silver")]).toEqual([["ann@example.org", "bob@example.com"], []]);
    expect(tierOf(shop, "ann@example.org")).toBe("Golden");
    const still = await shop.run({ ann: exchanged.ann, cleo: { email: "ann@example.org", tier: "Golden" } });
    expect(countsOf(still)).toEqual([
      "contacts 0 0 0 2 0 0",
      "Loyalty Golden 0 0 0 2 0 0",
      "Loyalty Silver 0 0 0 0 0 0",
    ]);
  });

  it("are claimed with a list under the address of each contact", async () => {
    const shop = openMailchimpShop();
    const { byHand } = shop.sandbox;
    const segment = byHand.addSegment(LIST, "static");
    for (const name of ["ann", "bob", "stranger"])
      byHand.addToSegment(segment, byHand.addMember(`${name}@example.com`));
    const world = {
      ann: { email: "ann@example.com", tier: "Golden" },
      bob: { email: "Bob@example.com", tier: "Silver" },
    };
    shop.models.set(world);
    const seen = await lookAtList(shop.engine, shop.task, LIST);
    expect(seen.is === "seen" && seen.people.map(({ known }) => known)).toEqual(
      expect.arrayContaining([
        { identity: "ann", by: "address", isDesired: true },
        { identity: "bob", by: "address", isDesired: false },
        null,
      ]),
    );
    const decision = { reason: "ours since 2020", by: "kim" };
    const taken = await takeOver(shop.engine, shop.task, { list: LIST, how: "claim", decision });
    expect(taken.is).toBe("taken");
    // Ann was there, Bob leaves for his own list, the stranger stays.
    expect(countsOf(await shop.run(world))).toEqual([
      "contacts 2 0 0 0 0 0",
      "Loyalty Golden 0 0 1 1 0 0",
      "Loyalty Silver 1 0 0 0 0 0",
    ]);
    expect(addressesIn(shop.sandbox)).toEqual(["ann@example.com", "stranger@example.com"]);
    expect(addressesIn(shop.sandbox, "Loyalty Silver")).toEqual(["bob@example.com"]);
  });

  it("are refused with that reason while somebody keeps their contact archived, and written once it is taken back", async () => {
    const shop = openMailchimpShop();
    const bob = shop.sandbox.byHand.addMember("bob@example.com", "archived");
    const world = {
      ann: { email: "ann@example.com", tier: "Golden" },
      bob: { email: "bob@example.com", tier: "Silver" },
    };
    expect((await shop.run(world)).receipts).toMatchObject({ accepted: 2, unsettled: 0 });
    const said = await shop.engine.journal.receipts("tiers", "bob", 10);
    expect(said.newest.map(({ reason }) => reason)).toContain("mailchimp_archived");
    expect(tierOf(shop, "bob@example.com")).toBe("");
    shop.sandbox.byHand.setStatus(bob, "subscribed");
    // A refused row is tried again after 1, 2, 4 runs.
    for (let at = 0; at < 3; at += 1) await shop.run(world);
    expect(tierOf(shop, "bob@example.com")).toBe("Silver");
    expect(addressesIn(shop.sandbox, "Loyalty Silver")).toEqual(["bob@example.com"]);
    expect(shop.sandbox.calls.forbidden).toEqual([]);
  });
});
