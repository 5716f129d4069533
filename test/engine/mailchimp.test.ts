/** Whole runs to a Mailchimp stand-in, where the address is who somebody is. */
import { describe, expect, it } from "vitest";
import { TransientError } from "../../src/domain/errors.ts";
import { createMailchimp } from "../../src/destination/mailchimp/mailchimp.ts";
import type { SyncReport } from "../../src/engine/report.ts";
import { runSyncs } from "../../src/engine/run-syncs.ts";
import { InMemoryJournal } from "../../src/journal/in-memory/in-memory-journal.ts";
import { inProcess } from "../../src/sandbox/in-process.ts";
import { createMailchimpSandbox } from "../../src/sandbox/mailchimp/mailchimp-sandbox.ts";
import type { World } from "./engine-setup.ts";
import {
  buildOf,
  COOL_DOWN_MS,
  countsOf,
  MINUTE_MS,
  Models,
  onlySync,
  optionsOf,
  seededRandom,
  STALL_MS,
  stillClock,
  syncNamed,
  TIER,
} from "./engine-setup.ts";

const AUDIENCE = "d1b5f1c2a0";

function openMailchimpShop() {
  const clock = stillClock();
  const journal = new InMemoryJournal({ clock, leaseMs: 5 * MINUTE_MS });
  const models = new Models();
  const sandbox = createMailchimpSandbox({ clock, random: seededRandom(1) });
  const given = { type: "mailchimp", secrets: { api_key: "key-us21" }, address: "http://mailchimp.test" };
  const options = { audience: AUDIENCE, lists_as: "segments" };
  const sync = syncNamed("tiers", { destination: { ...given, options, written: options } });
  const destination = createMailchimp({
    key: "key-us21",
    baseUrl: "http://mailchimp.test",
    audience: AUDIENCE,
    listsAs: "segments",
    properties: [TIER],
    createContacts: true,
    clock,
    random: seededRandom(2),
    send: inProcess(sandbox, () => new TransientError("connection_lost", "The connection broke.")),
  });
  const engine = {
    journal,
    source: models,
    clock,
    stallMs: STALL_MS,
    target: "prod",
    targets: ["dev", "prod"],
    allSyncs: [sync],
  };
  const task = { sync, destination };
  const run = async (world: World): Promise<SyncReport> => {
    clock.ms += COOL_DOWN_MS + STALL_MS;
    const build = buildOf(models, () => models.set(world));
    return onlySync(await runSyncs(engine, [task], build, optionsOf()));
  };
  /** `address tier`, where a tier stands. */
  const held = (): readonly string[] =>
    sandbox.members().map(({ address, mergeFields }) => `${address} ${mergeFields["TIER"] ?? "-"}`);
  const on = (list: string): readonly string[] => {
    const ids = sandbox.segments().find(({ name }) => name === `Loyalty ${list}`)?.members ?? new Set();
    return sandbox.members().flatMap(({ id, address }) => (ids.has(id) ? [address.split("@")[0] ?? ""] : []));
  };
  return { sandbox, models, engine, task, run, held, on };
}

const world: World = {
  ann: { email: "ann@example.com", tier: "Golden" },
  bob: { email: "Bob@Example.com ", tier: "Silver" },
  cid: { email: null, tier: "Silver" },
};

describe("runs to Mailchimp", () => {
  it("fill two segments, follow a changed address by an enter and a leave, then send nothing", async () => {
    const shop = openMailchimpShop();
    const first = await shop.run(world);
    expect(first.error).toBeNull();
    expect(first.receipts).toEqual({ accepted: 4, refused: 0, withheld: 0, unsettled: 0 });
    expect(shop.held()).toEqual(["ann@example.com Golden", "bob@example.com Silver"]);
    expect([shop.on("Golden"), shop.on("Silver")]).toEqual([["ann"], ["bob"]]);

    const moved = { ...world, ann: { email: "anna@example.com", tier: "Golden" } };
    const second = await shop.run(moved);
    // Contacts, then both lists: enter, update, leave, unchanged, waiting, refused. Cid has no address anywhere.
    expect(countsOf(second)).toEqual([
      "contacts 1 0 1 1 0 1",
      "Loyalty Golden 1 0 1 0 0 0",
      "Loyalty Silver 0 0 0 1 0 1",
    ]);
    expect(second.receipts).toEqual({ accepted: 4, refused: 0, withheld: 0, unsettled: 0 });
    expect(shop.held()).toEqual(["ann@example.com -", "bob@example.com Silver", "anna@example.com Golden"]);
    expect([shop.on("Golden"), shop.on("Silver")]).toEqual([["anna"], ["bob"]]);

    expect((await shop.run(moved)).receipts).toEqual({ accepted: 0, refused: 0, withheld: 0, unsettled: 0 });
    expect(shop.sandbox.calls.forbidden).toEqual([]);
  });

  it("exchange two addresses in place: two contacts are written, and nobody leaves", async () => {
    const shop = openMailchimpShop();
    await shop.run(world);
    const exchanged = {
      ...world,
      ann: { email: "bob@example.com", tier: "Golden" },
      bob: { email: "ann@example.com", tier: "Silver" },
    };
    await shop.run(exchanged);
    await shop.run(exchanged);
    expect(shop.held()).toEqual(["ann@example.com Silver", "bob@example.com Golden"]);
    expect([shop.on("Golden"), shop.on("Silver")]).toEqual([["bob"], ["ann"]]);
  });

  it("refuse who is archived with that reason, and write them once somebody takes them back", async () => {
    const shop = openMailchimpShop();
    const bob = shop.sandbox.byHand.addMember("bob@example.com", "archived");
    const first = await shop.run(world);
    expect(first.receipts).toMatchObject({ accepted: 2, unsettled: 0 });
    const said = await shop.engine.journal.receipts("tiers", "bob", 10);
    expect(said.newest.map(({ reason }) => reason)).toContain("mailchimp_archived");
    expect(shop.held()).toEqual(["bob@example.com -", "ann@example.com Golden"]);
    shop.sandbox.byHand.setStatus(bob, "subscribed");
    // A refused row is tried again after 1, 2, 4 runs.
    for (let at = 0; at < 3; at += 1) await shop.run(world);
    expect(shop.held()).toEqual(["bob@example.com Silver", "ann@example.com Golden"]);
    expect(shop.on("Silver")).toEqual(["bob"]);
  });
});
