/** Waves whose rows are gathered and settled at their end: what a run makes of a destination's answers. */
import { expect, test } from "vitest";
import type { Change } from "../../src/domain/change.ts";
import { TransientError } from "../../src/domain/errors.ts";
import type { Place } from "../../src/domain/place.ts";
import type { Receipt } from "../../src/domain/receipt.ts";
import type { Destination } from "../../src/destination/destination.ts";
import type { RunOptions } from "../../src/engine/engine.ts";
import { runSyncs } from "../../src/engine/run-syncs.ts";
import type { RunReport } from "../../src/engine/report.ts";
import { buildOf, MINUTE_MS, onlySync, openShop, optionsOf, type Shop, type World } from "./engine-setup.ts";

const world: World = {
  ann: { email: "ann@example.com", tier: "Golden" },
  bob: { email: "bob@example.com", tier: "Silver" },
};

interface Gathered {
  readonly place: Place;
  readonly change: Change;
}

/** Runs with a destination that gathers everything and settles as told; the real one does the rest. */
async function runGathering(
  shop: Shop,
  settle: (
    gathered: readonly Gathered[],
    ...io: Parameters<NonNullable<Destination["settle"]>>
  ) => AsyncIterable<{
    readonly place: Place;
    readonly receipts: readonly Receipt[];
    readonly stop: TransientError | null;
  }>,
  options: Partial<RunOptions> = {},
): Promise<RunReport> {
  const real = shop.destination;
  let gathered: Gathered[] = [];
  const destination: Destination = {
    ...real,
    requestCount: 0,
    submit: async ({ place, changes }) => {
      gathered.push(...changes.map((change) => ({ place, change })));
      return { receipts: [], stop: null, gathered: changes.length };
    },
    settle: (io) => {
      const wave = gathered;
      gathered = [];
      return settle(wave, io);
    },
  };
  const build = buildOf(shop.models, () => shop.models.set(world));
  return runSyncs(shop.engine, [{ ...shop.task, destination }], build, optionsOf(options));
}

function receiptFor({ change }: Gathered, outcome: Receipt["outcome"]): Receipt {
  return { ordinal: change.ordinal, outcome, reason: null, message: null, recordId: "1", ticket: null };
}

test("what is settled is counted, and the next wave is sent after it", async () => {
  const waves: string[] = [];
  const report = await runGathering(openShop(), async function* (wave) {
    waves.push(wave.map(({ place, change }) => `${place.name} ${change.memberKey}`).join(", "));
    for (const one of wave) yield { place: one.place, receipts: [receiptFor(one, "accepted")], stop: null };
  });
  expect(report.exit_code).toBe(0);
  expect(waves).toEqual(["contacts ann, contacts bob", "Loyalty Golden ann, Loyalty Silver bob"]);
  expect(onlySync(report).receipts).toEqual({ accepted: 4, refused: 0, withheld: 0, unsettled: 0 });
});

test("a place that could not be written stops the run; nothing of the next wave is sent", async () => {
  const report = await runGathering(openShop(), async function* (wave) {
    for (const one of wave) yield { place: one.place, receipts: [receiptFor(one, "unsettled")], stop: null };
    for (const { place } of wave) yield { place, receipts: [], stop: new TransientError("down", "It is down.") };
  });
  expect(onlySync(report)).toMatchObject({ result: "applied", error: { code: "down" } });
  expect(onlySync(report).receipts).toEqual({ accepted: 0, refused: 0, withheld: 2, unsettled: 2 });
});

test("a lease that is too short stops the run with what was settled recorded", async () => {
  const shop = openShop();
  const report = await runGathering(shop, async function* (wave, { beforeRequest }) {
    const outcome = (await beforeRequest(5 * MINUTE_MS)) ? "accepted" : "withheld";
    for (const one of wave) yield { place: one.place, receipts: [receiptFor(one, outcome)], stop: null };
  });
  expect([report.exit_code, onlySync(report).error?.code]).toEqual([6, "lease_lost"]);
  expect(onlySync(report).receipts).toEqual({ accepted: 0, refused: 0, withheld: 4, unsettled: 0 });
});

test("an interrupt is known to who settles", async () => {
  const interrupt = new AbortController();
  const seen: boolean[] = [];
  const report = await runGathering(
    openShop(),
    async function* (wave, { signal }) {
      interrupt.abort();
      seen.push(signal.aborted);
      for (const one of wave) yield { place: one.place, receipts: [receiptFor(one, "withheld")], stop: null };
    },
    { signal: interrupt.signal },
  );
  expect([report.exit_code, seen]).toEqual([130, [true]]);
  expect(onlySync(report).receipts).toEqual({ accepted: 0, refused: 0, withheld: 4, unsettled: 0 });
});

test.each([
  ["answers fewer rows than it gathered", 1],
  ["answers more", 3],
])("a destination that %s leaves the plan to the next run, which holds all of them for unsettled", async (_, count) => {
  const shop = openShop();
  const report = await runGathering(shop, async function* (wave) {
    const receipts = [...wave, ...wave].slice(0, count).map((one) => receiptFor(one, "withheld"));
    for (const { place } of wave.slice(0, 1)) yield { place, receipts, stop: null };
  });
  expect([report.exit_code, onlySync(report).error?.code]).toEqual([1, "receipts_mismatch"]);
  expect((await shop.journal.planHead(1))?.state).toBe("applying");
  const next = onlySync(await shop.run(world));
  expect(next).toMatchObject({ closed_plan: 1, exit_code: 0 });
});

test("one that breaks off while it settles leaves the plan to the next run", async () => {
  const shop = openShop();
  // oxlint-disable-next-line require-yield -- It comes to nothing.
  const report = await runGathering(shop, async function* () {
    throw new TypeError("a bug");
  });
  expect([report.exit_code, onlySync(report).error?.code]).toEqual([1, "unexpected"]);
  expect((await shop.journal.planHead(1))?.state).toBe("applying");
  expect(onlySync(await shop.run(world))).toMatchObject({ closed_plan: 1, exit_code: 0 });
});
