/** Who must not be sent, to the stand-in's very contacts and lists; and the targets that may send. */
import { beforeEach, describe, expect, it } from "vitest";
import { holdoutBucket } from "../../src/domain/holdout.ts";
import { applyStored } from "../../src/engine/apply-stored.ts";
import type { SyncTask } from "../../src/engine/engine.ts";
import { planSyncs, runSyncs } from "../../src/engine/run-syncs.ts";
import {
  allow,
  buildOf,
  COOL_DOWN_MS,
  countsOf,
  type Exclusions,
  membersAt,
  onlySync,
  openShop,
  optionsOf,
  type Shop,
  syncNamed,
  TIER,
  type World,
} from "./engine-setup.ts";

const world: World = {
  ann: { email: "ann@example.com", tier: "Golden" },
  bob: { email: "bob@example.com", tier: "Golden" },
  cid: { email: "cid@example.com", tier: "Silver" },
};

function exclude(shop: Shop, changes: Partial<Exclusions>): void {
  shop.models.exclusions = { ...shop.models.exclusions, ...changes };
}

/** The tier that the contact of a member says; undefined when there is no such contact. */
function tierSaid(shop: Shop, member: string): string | undefined {
  const contact = shop.sandbox.contacts().find(({ properties }) => properties["loyalty_member_id"] === member);
  return contact === undefined ? undefined : (contact.properties["loyalty_tier"] ?? "");
}

describe("who must not be sent", () => {
  let shop: Shop;
  beforeEach(() => {
    shop = openShop({ sync: { suppress: { model: "aud_suppressed" }, consent: { column: "email_consent" } } });
  });

  it("never comes to the destination, is counted, and is no failure", async () => {
    exclude(shop, { suppress: [{ memberKey: null, email: "ANN@example.com" }], isConsentAsked: true });
    const report = await shop.run({ ...world, cid: { email: "cid@example.com", tier: "Silver", consent: null } });
    expect(report.exit_code).toBe(0);
    expect(shop.sandbox.contacts().map(({ properties }) => properties["loyalty_member_id"])).toEqual(["bob"]);
    expect(membersAt(shop.sandbox, "Loyalty Golden")).toEqual(["bob"]);
    expect(membersAt(shop.sandbox, "Loyalty Silver")).toEqual([]);
    expect(onlySync(report).places.map(({ suppressed, suppressed_by }) => [suppressed, suppressed_by])).toEqual([
      [2, { suppressed: 1, no_consent: 1 }],
      [1, { suppressed: 1 }],
      [1, { no_consent: 1 }],
    ]);
  });

  it("leaves lists and loses properties when it was sent before, and comes back when it may", async () => {
    await shop.run(world);
    exclude(shop, { suppress: [{ memberKey: "ann", email: null }] });
    shop.clock.ms += COOL_DOWN_MS;
    await shop.run(world);
    expect(membersAt(shop.sandbox, "Loyalty Golden")).toEqual(["bob"]);
    expect([tierSaid(shop, "ann"), tierSaid(shop, "bob")]).toEqual(["", "Golden"]);
    exclude(shop, { suppress: [] });
    shop.clock.ms += COOL_DOWN_MS;
    await shop.run(world, { allowance: allow("shrink") });
    expect(membersAt(shop.sandbox, "Loyalty Golden")).toEqual(["ann", "bob"]);
    expect(tierSaid(shop, "ann")).toBe("Golden");
  });

  it("is not reached through another member's address, nor by a list", async () => {
    exclude(shop, { suppress: [{ memberKey: null, email: "first@example.com" }] });
    const recordId = shop.sandbox.byHand.addContact({ email: "first@example.com" }, ["ann@example.com"]);
    const report = await shop.run(world);
    expect(shop.sandbox.contact(recordId)?.properties["loyalty_member_id"]).toBeUndefined();
    expect(membersAt(shop.sandbox, "Loyalty Golden")).toEqual(["bob"]);
    expect(onlySync(report).receipts).toMatchObject({ refused: 1, withheld: 1 });
    expect((await shop.journal.status(shop.task.sync.name)).notSent).toContainEqual(
      expect.objectContaining({ class: "refused", reason: "suppressed_contact", count: 1 }),
    );
  });

  it("is held off lists alone when held out", async () => {
    const seed = Array.from({ length: 99 }, (_, at) => `s${at}`).find(
      (one) => holdoutBucket(one, "ann") < 5_000 && holdoutBucket(one, "bob") >= 5_000,
    );
    exclude(shop, { holdout: { buckets: 5_000, seed: seed ?? "" } });
    const report = await shop.run(world);
    expect(membersAt(shop.sandbox, "Loyalty Golden")).toEqual(["bob"]);
    expect(tierSaid(shop, "ann")).toBe("Golden");
    expect(onlySync(report).places[1]).toMatchObject({
      name: "Loyalty Golden",
      desired: 1,
      held_out: 1,
      suppressed: 0,
    });
    expect(onlySync(report).places[0]).toMatchObject({ held_out: 0 });
  });

  it("is not sent by a plan of before: the build that says so makes it stale", async () => {
    shop.models.set(world);
    const { plan } = onlySync(await planSyncs(shop.engine, [shop.task], optionsOf()));
    exclude(shop, { suppress: [{ memberKey: "ann", email: null }] });
    shop.models.set(world);
    const late = await applyStored(shop.engine, [shop.task], plan, optionsOf());
    expect(onlySync(late)).toMatchObject({ exit_code: 4, error: { code: "plan_stale" } });
    expect(shop.sandbox.contacts()).toEqual([]);
  });

  it("leaves a contact that nobody else takes or clears, whose address another member shares", async () => {
    const shared: World = {
      ann: { email: "one@example.com", tier: "Golden", consent: true },
      bob: { email: "two@example.com", tier: "Golden", consent: true },
    };
    exclude(shop, { isConsentAsked: true });
    await shop.run(shared);
    const anns = shop.sandbox.contacts().find(({ properties }) => properties["loyalty_member_id"] === "ann")?.id ?? "";
    // Ann withdraws; Cid, who has her address, is new. He may be sent, but her contact is hers.
    const after: World = {
      ann: { email: "one@example.com", tier: "Golden", consent: false },
      bob: { email: "two@example.com", tier: "Golden", consent: true },
      cid: { email: "one@example.com", tier: "Silver", consent: true },
    };
    for (let run = 0; run < 3; run += 1) {
      shop.clock.ms += COOL_DOWN_MS;
      await shop.run(after);
    }
    expect(shop.sandbox.contact(anns)?.properties).toMatchObject({
      loyalty_member_id: "ann",
      email: "one@example.com",
    });
    expect([tierSaid(shop, "ann"), tierSaid(shop, "bob"), tierSaid(shop, "cid")]).toEqual(["", "Golden", undefined]);
    expect(membersAt(shop.sandbox, "Loyalty Golden")).toEqual(["bob"]);
    expect(membersAt(shop.sandbox, "Loyalty Silver")).toEqual([]);
    expect((await shop.journal.member("tiers", "cid"))[0]?.refused?.reason).toBe("shared_address");
  });

  it("lets the one who is left of two with one address be sent, when nobody was sent before", async () => {
    exclude(shop, { isConsentAsked: true });
    await shop.run({
      ann: { email: "one@example.com", tier: "Golden", consent: false },
      bob: { email: "one@example.com", tier: "Golden", consent: true },
    });
    expect(membersAt(shop.sandbox, "Loyalty Golden")).toEqual(["bob"]);
  });

  it("stops the plan when the suppress model became empty, until that is allowed by name", async () => {
    exclude(shop, { suppress: [{ memberKey: "ann", email: null }] });
    await shop.run(world);
    exclude(shop, { suppress: [] });
    const stopped = await shop.run(world);
    expect(stopped.exit_code).toBe(4);
    expect(onlySync(stopped).guards).toMatchObject([{ name: "shrink", value: 1, allowed: null }]);
    expect(tierSaid(shop, "ann")).toBeUndefined();
    expect((await shop.run(world, { allowance: allow("shrink") })).exit_code).toBe(0);
    expect(tierSaid(shop, "ann")).toBe("Golden");
  });

  it("stops the plan for good when a row of the suppress model names nobody", async () => {
    exclude(shop, { suppress: [{ memberKey: null, email: " " }] });
    const report = await shop.run(world, { allowance: allow("shrink", "leaves", "enters", "first-run") });
    expect(onlySync(report)).toMatchObject({
      exit_code: 4,
      guards: [{ name: "unnamed", allowed: null }],
      error: { remedy: "Mend the models; this cannot be allowed." },
    });
    expect(shop.sandbox.contacts()).toEqual([]);
  });

  it.each([
    ["build_partial", []],
    ["build_failed", [{ model: "aud_suppressed", relation: "s", status: "error" }]],
  ])("is not guessed at when the suppress model was not built: %s", async (code, suppressing) => {
    const nodes = ["aud_members", "aud_tier"].map((model) => ({ model, relation: model, status: "success" }));
    shop.models.set(world, { nodes: [...nodes, ...suppressing] });
    const report = await planSyncs(shop.engine, [shop.task], optionsOf());
    expect(onlySync(report)).toMatchObject({ exit_code: 4, plan: null, error: { code } });
  });
});

describe("a sync that may send from other targets only", () => {
  const location = { file: "syncs/tiers.yml", line: 7, column: 1, text: "apply_on: [prod, ci]" };
  const applyOn = { names: ["prod", "ci"], location };
  const refusal = {
    result: "failed",
    exit_code: 3,
    requests: 0,
    plan: null,
    error: { code: "target_may_not_send", location },
  };

  it("refuses a run before any call, while another sync goes on", async () => {
    const shop = openShop({ sync: { applyOn } });
    const sync = syncNamed("a_second", {
      properties: [{ ...TIER, name: "loyalty_tier_two" }],
      audiences: [{ model: "aud_tier", lists: [{ audience: "Golden", list: "Best" }] }],
    });
    const tasks: readonly SyncTask[] = [shop.task, { sync, destination: shop.destination }];
    const engine = { ...shop.engine, target: "dev", allSyncs: tasks.map((task) => task.sync) };
    const report = await runSyncs(
      engine,
      tasks,
      buildOf(shop.models, () => shop.models.set(world)),
      optionsOf(),
    );
    expect(report.exit_code).toBe(3);
    expect(report.syncs).toMatchObject([
      { sync: "a_second", result: "applied" },
      { sync: "tiers", ...refusal },
    ]);
    expect(report.syncs[1]?.error?.message).toBe('The sync tiers may not send from the target "dev".');
    // profiles.yml has no target ci.
    expect(report.syncs[1]?.error?.remedy).toMatch(/^It may from: prod \(--target\)\./u);
    expect(shop.sandbox.lists().map(({ name }) => name)).toEqual(["Best"]);
  });

  it("says when profiles.yml has none of those that it may send from", async () => {
    const shop = openShop({ sync: { applyOn } });
    const build = buildOf(shop.models, () => shop.models.set(world));
    const engine = { ...shop.engine, target: "dev", targets: ["dev", "staging"] };
    const report = await runSyncs(engine, [shop.task], build, optionsOf());
    expect(onlySync(report).error?.remedy).toMatch(
      /^It may from: prod, ci, which profiles\.yml does not have: add it there, or correct apply_on\./u,
    );
  });

  it("plans there, and refuses to apply what it planned", async () => {
    const shop = openShop({ sync: { applyOn } });
    const engine = { ...shop.engine, target: "dev" };
    shop.models.set(world);
    const planned = await planSyncs(engine, [shop.task], optionsOf());
    expect(countsOf(onlySync(planned))[0]).toBe("contacts 3 0 0 0 0 0");
    expect(planned.exit_code).toBe(0);
    const before = shop.destination.requestCount;
    const applied = await applyStored(engine, [shop.task], 1, optionsOf());
    expect(onlySync(applied)).toMatchObject(refusal);
    expect(shop.destination.requestCount).toBe(before);
    expect(shop.sandbox.contacts()).toEqual([]);
  });

  it("sends from a target that is named, and tells a near miss", async () => {
    const shop = openShop({ sync: { applyOn } });
    expect((await shop.run(world)).exit_code).toBe(0);
    const near = await runSyncs(
      { ...shop.engine, target: "prd" },
      [shop.task],
      buildOf(shop.models, () => shop.models.set(world)),
      optionsOf(),
    );
    expect(onlySync(near).error?.remedy).toContain('If "prod" in apply_on means this one, write it so.');
  });
});
