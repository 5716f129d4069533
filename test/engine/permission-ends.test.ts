/** What a permission let through covers the rows of its own run; what that run left over is asked for anew. */
import { describe, expect, it } from "vitest";
import { DEFAULT_GUARD_LIMITS } from "../../src/domain/guard.ts";
import { applyStored } from "../../src/engine/apply-stored.ts";
import type { SyncTask } from "../../src/engine/engine.ts";
import { planSyncs, runSyncs } from "../../src/engine/run-syncs.ts";
import type { HttpSend } from "../../src/platform/http.ts";
import { allow, buildOf, COOL_DOWN_MS, onlySync, openShop, optionsOf, type Shop, type World } from "./engine-setup.ts";

function crowdOf(length: number): World {
  return Object.fromEntries(
    Array.from({ length }, (_, index) => [`m${index}`, { email: `m${index}@example.com`, tier: "Golden" }]),
  );
}

const CROWD = crowdOf(60);
const MORE = crowdOf(120);

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

it.each([
  ["first-run", 0],
  ["enters", 40],
] as const)("asks for %s again after a run that died before its first call", async (guard, before) => {
  const guards = { ...DEFAULT_GUARD_LIMITS, firstRunMax: 50 };
  const shop = openShop({ sync: { guards } });
  if (before > 0) await shop.run(Object.fromEntries(Object.entries(MORE).slice(0, before)));
  shop.clock.ms += COOL_DOWN_MS;
  const dead: SyncTask = {
    ...shop.task,
    destination: { ...shop.destination, requestCount: 0, submit: async () => new Promise(() => undefined) },
  };
  const plans = (await shop.journal.plans(9)).length;
  const build = buildOf(shop.models, () => shop.models.set(MORE));
  void runSyncs(shop.engine, [dead], build, optionsOf({ allowance: allow(guard) }));
  while ((await shop.journal.planHead(plans + 1))?.state !== "applying")
    await new Promise((resolve) => setImmediate(resolve));
  shop.clock.ms += 5 * 60_000;
  for (const run of [1, 2]) {
    const next = onlySync(await shop.run(MORE));
    expect([run, next.exit_code, [...new Set(next.guards.map(({ name }) => name))]]).toEqual([run, 4, [guard]]);
    expect(shop.sandbox.membersOf("Loyalty Golden")).toHaveLength(before);
  }
  await shop.run(MORE, { allowance: allow(guard) });
  expect(shop.sandbox.membersOf("Loyalty Golden")).toHaveLength(120);
});

/** Nobody of the first `count` may be sent. */
function suppressing(count: number): { memberKey: string; email: null }[] {
  return Object.keys(CROWD)
    .slice(0, count)
    .map((memberKey) => ({ memberKey, email: null }));
}

/** 60 members, of whom 40 are suppressed and 20 were sent. */
async function openSuppressed(send?: (send: HttpSend) => HttpSend) {
  const shop = openShop({
    sync: { suppress: { model: "aud_suppressed" } },
    ...(send === undefined ? {} : { send }),
  });
  const suppress = (count: number): void => {
    shop.models.exclusions = { suppress: suppressing(count), isConsentAsked: false, holdout: null };
  };
  suppress(40);
  await shop.run(CROWD);
  expect(shop.sandbox.membersOf("Loyalty Golden")).toHaveLength(20);
  return { ...shop, suppress };
}

async function nextIsStopped(shop: Shop, members: number): Promise<void> {
  const next = onlySync(await shop.run(CROWD));
  expect([next.exit_code, next.guards.map(({ name }) => name)]).toEqual([4, ["shrink"]]);
  expect(shop.sandbox.membersOf("Loyalty Golden")).toHaveLength(members);
}

describe("a suppress model that fell and was allowed to is asked about again", () => {
  it("after a canary", async () => {
    const shop = await openSuppressed();
    shop.clock.ms += COOL_DOWN_MS + 60_000;
    shop.suppress(0);
    await planSyncs(shop.engine, [shop.task], optionsOf());
    await applyStored(shop.engine, [shop.task], null, optionsOf({ allowance: allow("shrink"), membersMax: 1 }));
    expect(shop.sandbox.membersOf("Loyalty Golden")).toHaveLength(21);
    await nextIsStopped(shop, 21);
  });

  it("after a run whose writes met an outage", async () => {
    let isDown = false;
    const shop = await openSuppressed(
      (send) => async (request) =>
        isDown && /batch\/(?:upsert|update|create)|memberships\/add/u.test(request.url)
          ? { status: 503, headers: {}, body: "{}" }
          : await send(request),
    );
    shop.clock.ms += COOL_DOWN_MS + 60_000;
    shop.suppress(0);
    isDown = true;
    const allowed = onlySync(await shop.run(CROWD, { allowance: allow("shrink") }));
    expect(allowed.receipts?.accepted).toBe(0);
    isDown = false;
    shop.clock.ms += COOL_DOWN_MS + 120_000;
    await nextIsStopped(shop, 20);
  });

  it("after a run in which they were waiting for the cool-down", async () => {
    const shop = await openSuppressed();
    shop.clock.ms += COOL_DOWN_MS + 60_000;
    shop.suppress(60);
    await shop.run(CROWD, { allowance: allow("leaves") });
    expect(shop.sandbox.membersOf("Loyalty Golden")).toHaveLength(0);
    // Nobody is sent: 20 left a moment ago, 40 are still suppressed.
    shop.suppress(40);
    await shop.run(CROWD, { allowance: allow("shrink") });
    expect(shop.sandbox.membersOf("Loyalty Golden")).toHaveLength(0);
    shop.clock.ms += COOL_DOWN_MS + 60_000;
    await nextIsStopped(shop, 0);
  });

  it("when it had grown in a plan that was sent in part", async () => {
    const shop = await openSuppressed();
    shop.clock.ms += COOL_DOWN_MS + 60_000;
    shop.suppress(60);
    await shop.run(CROWD, { allowance: allow("leaves"), membersMax: 5 });
    shop.clock.ms += COOL_DOWN_MS + 60_000;
    // Against 60 that is a third less; against the 40 before it would be nothing.
    shop.suppress(40);
    await nextIsStopped(shop, 15);
  });
});
