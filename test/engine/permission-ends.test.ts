/** What a permission let through covers the rows of its own run; what that run left over is asked for anew. */
import { expect, it } from "vitest";
import { DEFAULT_GUARD_LIMITS } from "../../src/domain/guard.ts";
import { applyStored } from "../../src/engine/apply-stored.ts";
import { planSyncs } from "../../src/engine/run-syncs.ts";
import { allow, COOL_DOWN_MS, onlySync, openShop, optionsOf, type World } from "./engine-setup.ts";

const CROWD: World = Object.fromEntries(
  Array.from({ length: 60 }, (_, index) => [`m${index}`, { email: `m${index}@example.com`, tier: "Golden" }]),
);

it("asks again for the rest after a canary whose guard was allowed, and names the command that sends it", async () => {
  const shop = openShop({ sync: { guards: { ...DEFAULT_GUARD_LIMITS, firstRunMax: 50 } } });
  shop.models.set(CROWD);
  await planSyncs(shop.engine, [shop.task], optionsOf());
  await applyStored(shop.engine, [shop.task], 1, optionsOf({ allowance: allow("first-run"), membersMax: 5 }));
  expect(shop.sandbox.membersOf("Loyalty Golden")).toHaveLength(5);
  // Not one row is new: 55 of the 60 that were allowed. A run that nobody looks at must not answer the canary's question.
  const next = onlySync(await shop.run(CROWD));
  expect([next.exit_code, [...new Set(next.guards.map(({ name }) => name))]]).toEqual([4, ["enters"]]);
  expect(next.error?.remedy).toBe('If this is meant: tierline apply 2 --allow enters --reason "…"');
  expect(shop.sandbox.membersOf("Loyalty Golden")).toHaveLength(5);
  await applyStored(shop.engine, [shop.task], 2, optionsOf({ allowance: allow("enters") }));
  expect(shop.sandbox.membersOf("Loyalty Golden")).toHaveLength(60);
});

it("asks again for a shrunken suppress model after a canary that was allowed to see it so", async () => {
  const shop = openShop({ sync: { suppress: { model: "aud_suppressed" } } });
  const suppress = Object.keys(CROWD)
    .slice(0, 40)
    .map((memberKey) => ({ memberKey, email: null }));
  shop.models.exclusions = { suppress, isConsentAsked: false, holdout: null };
  await shop.run(CROWD);
  expect(shop.sandbox.membersOf("Loyalty Golden")).toHaveLength(20);
  shop.clock.ms += COOL_DOWN_MS + 60_000;
  shop.models.exclusions = { suppress: [], isConsentAsked: false, holdout: null };
  await planSyncs(shop.engine, [shop.task], optionsOf());
  await applyStored(shop.engine, [shop.task], null, optionsOf({ allowance: allow("shrink"), membersMax: 1 }));
  expect(shop.sandbox.membersOf("Loyalty Golden")).toHaveLength(21);
  const next = onlySync(await shop.run(CROWD));
  expect([next.exit_code, next.guards.map(({ name }) => name)]).toEqual([4, ["shrink"]]);
  expect(shop.sandbox.membersOf("Loyalty Golden")).toHaveLength(21);
});
