/** A list deleted by hand between a plan and its apply: a clear answer, nothing lost, both ways out. */
import { expect, test } from "vitest";
import { applyStored } from "../../src/engine/apply-stored.ts";
import { releasePlaces } from "../../src/engine/release-places.ts";
import { planSyncs } from "../../src/engine/run-syncs.ts";
import type { SyncReport } from "../../src/engine/report.ts";
import { COOL_DOWN_MS, membersAt, onlySync, openShop, optionsOf, type Shop, type World } from "./engine-setup.ts";

const before: World = { ann: { email: "ann@example.com", tier: "Golden" } };
const after: World = { ...before, bob: { email: "bob@example.com", tier: "Golden" } };
const GONE = {
  code: "list_gone",
  message: expect.stringContaining("The list Loyalty Golden ("),
  remedy: expect.stringMatching(/^Restore the list .* name another list .* tierline release 2 --reason/u),
  location: { file: "syncs/tiers.yml", line: 20 },
};

/** Applies a plan of two rows, one at the contacts and one at the list that was deleted since. */
async function applyToGone(shop: Shop): Promise<SyncReport> {
  await shop.run(before);
  shop.models.set(after);
  const { plan } = onlySync(await planSyncs(shop.engine, [shop.task], optionsOf()));
  const golden = shop.sandbox.lists().find(({ name }) => name === "Loyalty Golden");
  shop.sandbox.byHand.deleteList(golden?.listId ?? "");
  return onlySync(await applyStored(shop.engine, [shop.task], plan, optionsOf()));
}

test("apply stops with the list's name; the contact was accepted, the list's row is withheld, nothing is uncertain", async () => {
  const shop = openShop();
  const applied = await applyToGone(shop);
  expect(applied).toMatchObject({ result: "applied", exit_code: 3, error: GONE });
  expect(applied.receipts).toEqual({ accepted: 1, refused: 0, withheld: 1, unsettled: 0 });
  // The plan is closed, not left half sent, and what the list held is not forgotten.
  const { lastPlan, places } = await shop.journal.status("tiers");
  expect(lastPlan?.state).toBe("closed");
  expect(places.map(({ synced }) => synced)).toEqual([2, 1, 0]);
});

test("the next plan says the same and makes no list", async () => {
  const shop = openShop();
  await applyToGone(shop);
  const planned = onlySync(await planSyncs(shop.engine, [shop.task], optionsOf()));
  expect(planned).toMatchObject({ plan: null, exit_code: 3, error: GONE });
  expect(shop.sandbox.lists().map(({ name }) => name)).toEqual(["Loyalty Silver"]);
});

test("released as the remedy says, it is made anew and everybody is on it", async () => {
  const shop = openShop();
  await applyToGone(shop);
  await releasePlaces(shop.engine, { place: "2", sync: null }, { reason: "deleted by hand", by: "ann" });
  shop.clock.ms += COOL_DOWN_MS;
  expect((await shop.run(after)).exit_code).toBe(0);
  expect(membersAt(shop.sandbox, "Loyalty Golden")).toEqual(["ann", "bob"]);
});
