import { describe, expect, it } from "vitest";
import { runSyncs } from "../../src/engine/run-syncs.ts";
import { TransientError } from "../../src/domain/errors.ts";
import { isHeldElsewhere } from "../../src/journal/journal.ts";
import { buffering, override } from "../fault/knock-outs.ts";
import {
  buildOf,
  COOL_DOWN_MS,
  countsOf,
  membersAt,
  onlySync,
  openShop,
  optionsOf,
  type World,
} from "./engine-setup.ts";

const before: World = {
  ann: { email: "ann@example.com", tier: "Golden" },
  bob: { email: "bob@example.com", tier: "Silver" },
  cid: { email: "cid@example.com", tier: null },
};

describe("a run", () => {
  it("fills two lists, then sends only what changed, then nothing", async () => {
    const shop = openShop();
    const first = await shop.run(before);
    expect(first).toMatchObject({ schema_version: 1, command: "run", exit_code: 0, error: null });
    expect(countsOf(onlySync(first))).toEqual([
      "contacts 3 0 0 0 0 0",
      "Loyalty Golden 1 0 0 0 0 0",
      "Loyalty Silver 1 0 0 0 0 0",
    ]);
    expect(onlySync(first)).toMatchObject({ run_no: 1, plan: 1, receipts: { accepted: 5, refused: 0 } });
    expect(membersAt(shop.sandbox, "Loyalty Golden")).toEqual(["ann"]);
    expect(membersAt(shop.sandbox, "Loyalty Silver")).toEqual(["bob"]);

    shop.clock.ms += COOL_DOWN_MS;
    const moved = await shop.run({ ...before, bob: { email: "bob@example.com", tier: "Golden" } });
    expect(countsOf(onlySync(moved))).toEqual([
      "contacts 0 1 0 2 0 0",
      "Loyalty Golden 1 0 0 1 0 0",
      "Loyalty Silver 0 0 1 0 0 0",
    ]);
    expect(onlySync(moved).moves).toEqual([{ from: "Loyalty Silver", to: "Loyalty Golden", count: 1 }]);
    expect(membersAt(shop.sandbox, "Loyalty Golden")).toEqual(["ann", "bob"]);
    expect(membersAt(shop.sandbox, "Loyalty Silver")).toEqual([]);

    const still = await shop.run({ ...before, bob: { email: "bob@example.com", tier: "Golden" } });
    expect(onlySync(still).receipts).toEqual({ accepted: 0, refused: 0, withheld: 0, unsettled: 0 });
    expect(still.exit_code).toBe(0);
  });

  it("flushes between waves: what a wave needs of the one before is written down by then", async () => {
    const shop = openShop();
    const engine = { ...shop.engine, journal: buffering(shop.journal) };
    const build = buildOf(shop.models, () => shop.models.set(before));
    const report = await runSyncs(engine, [shop.task], build, optionsOf());
    expect(onlySync(report).receipts).toEqual({ accepted: 5, refused: 0, withheld: 0, unsettled: 0 });
    expect(membersAt(shop.sandbox, "Loyalty Golden")).toEqual(["ann"]);
  });

  it("tells what was done also when the store is gone before all leases are given back", async () => {
    const shop = openShop();
    const journal = override(shop.journal, {
      acquire: async (sync) => {
        const lease = await shop.journal.acquire(sync);
        if (isHeldElsewhere(lease)) return lease;
        return { ...lease, end: () => Promise.reject(new TransientError("warehouse_unreachable", "It is gone.")) };
      },
    });
    const build = buildOf(shop.models, () => shop.models.set(before));
    const report = await runSyncs({ ...shop.engine, journal }, [shop.task], build, optionsOf());
    expect(report).toMatchObject({ exit_code: 1, error: { code: "warehouse_unreachable" } });
    expect(onlySync(report)).toMatchObject({ exit_code: 0, receipts: { accepted: 5 } });
  });
});
