import { describe, expect, it } from "vitest";
import type { Receipt } from "../../src/domain/receipt.ts";
import type { Batch, Destination, SubmitIo, SubmitResult } from "../../src/destination/destination.ts";
import type { Progress, RunOptions } from "../../src/engine/engine.ts";
import { runSyncs } from "../../src/engine/run-syncs.ts";
import type { RunReport } from "../../src/engine/report.ts";
import { isHeldElsewhere } from "../../src/journal/journal.ts";
import {
  allow,
  buildOf,
  COOL_DOWN_MS,
  membersAt,
  MINUTE_MS,
  onlySync,
  openShop,
  optionsOf,
  STALL_MS,
  type Shop,
  type World,
} from "./engine-setup.ts";

const world: World = {
  ann: { email: "ann@example.com", tier: "Golden" },
  bob: { email: "bob@example.com", tier: "Silver" },
};

type Submit = (batch: Batch, io: SubmitIo, real: Destination) => Promise<SubmitResult>;

/** Runs with a destination whose submissions go through `submit`. */
async function runWith(
  shop: Shop,
  submit: Submit,
  options: Partial<RunOptions> = {},
  given = world,
): Promise<RunReport> {
  const real = shop.destination;
  const destination: Destination = {
    limits: real.limits,
    coolDownMs: real.coolDownMs,
    get requestCount() {
      return real.requestCount;
    },
    identify: async () => real.identify(),
    find: async (place) => real.find(place),
    findById: async (listId) => real.findById(listId),
    take: async (place) => real.take(place),
    contacts: (place) => real.contacts(place),
    readContacts: async (recordIds) => real.readContacts(recordIds),
    submit: async (batch, io) => submit(batch, io, real),
    close: async () => real.close(),
  };
  const build = buildOf(shop.models, () => shop.models.set(given));
  return runSyncs(shop.engine, [{ ...shop.task, destination }], build, optionsOf(options));
}

function receipt(ordinal: number, outcome: Receipt["outcome"] = "accepted"): Receipt {
  return { ordinal, outcome, reason: null, message: null, recordId: null, ticket: null };
}

describe("a destination that breaks its promise", () => {
  it.each<[string, Submit]>([
    ["gives no receipt for a row", async () => ({ receipts: [receipt(1)], stop: null })],
    ["gives two for one row", async () => ({ receipts: [receipt(1), receipt(2), receipt(2)], stop: null })],
    ["gives one for a row that was not asked", async () => ({ receipts: [receipt(1), receipt(3)], stop: null })],
  ])("stops the run when it %s; the row in doubt is unsettled", async (_, submit) => {
    const shop = openShop();
    const report = await runWith(shop, submit);
    expect(report.exit_code).toBe(1);
    expect(onlySync(report)).toMatchObject({ result: "applied", error: { code: "receipts_mismatch" } });
    // Contacts 1 and 2 were one batch; the two list enters were never sent.
    expect(onlySync(report).receipts).toEqual({ accepted: 1, refused: 0, withheld: 2, unsettled: 1 });
  });

  it("stops the run when it throws; every row of the batch is unsettled", async () => {
    const shop = openShop();
    const report = await runWith(shop, async () => {
      throw new TypeError("a bug");
    });
    expect(report.exit_code).toBe(1);
    expect(onlySync(report).error?.code).toBe("unexpected");
    expect(onlySync(report).receipts).toEqual({ accepted: 0, refused: 0, withheld: 2, unsettled: 2 });
    expect((await shop.run(world)).exit_code).toBe(0);
    expect(membersAt(shop.sandbox, "Loyalty Golden")).toEqual(["ann"]);
  });
});

describe("a clean stop", () => {
  it("by an interrupt lets the request under way finish, and withholds the rest", async () => {
    const shop = openShop();
    const interrupt = new AbortController();
    const report = await runWith(
      shop,
      async (batch, io, real) => {
        interrupt.abort();
        return real.submit(batch, { ...io, signal: new AbortController().signal, beforeRequest: async () => true });
      },
      { signal: interrupt.signal },
    );
    expect(report.exit_code).toBe(130);
    expect(onlySync(report).receipts).toEqual({ accepted: 2, refused: 0, withheld: 2, unsettled: 0 });
    expect((await shop.journal.planHead(1))?.state).toBe("closed");
    expect(onlySync(await shop.run(world)).receipts).toEqual({ accepted: 2, refused: 0, withheld: 0, unsettled: 0 });
  });

  it("before anything was sent leaves the plan as it was made", async () => {
    const shop = openShop();
    const report = await shop.run(world, { signal: AbortSignal.abort() });
    expect(report.exit_code).toBe(130);
    expect(onlySync(report)).toMatchObject({ result: "interrupted", plan: null });
    expect(shop.sandbox.calls.total).toBe(0);
  });

  it("by a revoked token ends with exit 7, and nothing is in doubt", async () => {
    const shop = openShop({
      send: (send) => async (request) =>
        send(
          request.url.includes("/memberships/")
            ? { ...request, headers: { ...request.headers, authorization: "" } }
            : request,
        ),
    });
    const report = await shop.run(world);
    expect(report.exit_code).toBe(7);
    expect(onlySync(report)).toMatchObject({ result: "applied", error: { code: "authentication" } });
    expect(onlySync(report).receipts).toEqual({ accepted: 2, refused: 0, withheld: 2, unsettled: 0 });
  });
});

describe("a lease", () => {
  it("held elsewhere ends the command with exit 6 before anything is done", async () => {
    const shop = openShop();
    await shop.journal.acquire("tiers");
    const report = await shop.run(world);
    expect(report).toMatchObject({ exit_code: 6, syncs: [], error: { code: "lease_held" } });
    expect(shop.models.build).toBeUndefined();
    expect(shop.sandbox.calls.total).toBe(0);
  });

  it("that was lost stops the sending: no further request, exit 6; the next run closes the plan and mends", async () => {
    const shop = openShop();
    let requests = 0;
    const report = await runWith(shop, async (batch, io, real) => {
      shop.clock.ms += 5 * MINUTE_MS;
      const other = await shop.journal.acquire("tiers");
      if (!isHeldElsewhere(other)) await other.end();
      requests = real.requestCount;
      return real.submit(batch, io);
    });
    expect(report.exit_code).toBe(6);
    expect(onlySync(report).error?.code).toBe("lease_lost");
    expect(shop.destination.requestCount).toBe(requests);
    expect((await shop.journal.planHead(1))?.state).toBe("applying");
    const next = await shop.run(world);
    expect(onlySync(next)).toMatchObject({ closed_plan: 1, plan: 2, exit_code: 0 });
    expect(membersAt(shop.sandbox, "Loyalty Golden")).toEqual(["ann"]);
  });

  it("too short for the request's time-out sends nothing", async () => {
    const shop = openShop();
    const asked: boolean[] = [];
    const report = await runWith(shop, async (batch, io, real) => {
      asked.push(await io.beforeRequest(5 * MINUTE_MS), await io.beforeRequest(5 * MINUTE_MS - 1));
      return real.submit(batch, { ...io, beforeRequest: async () => false });
    });
    expect(asked).toEqual([false, true]);
    expect(report.exit_code).toBe(6);
    expect(onlySync(report).receipts).toEqual({ accepted: 0, refused: 0, withheld: 4, unsettled: 0 });
  });
});

describe("a dead runner's plan", () => {
  it("may still be sent until P is over, so what it said is not contradicted before P + L", async () => {
    const shop = openShop();
    void runWith(shop, async () => new Promise(() => undefined));
    while ((await shop.journal.planHead(1))?.state !== "applying")
      await new Promise((resolve) => setImmediate(resolve));
    shop.clock.ms += 5 * MINUTE_MS;
    // Closed now: its four rows count as said at now + P.
    const without = { ann: { email: "ann@example.com", tier: "Golden" } };
    const closing = await shop.run(without, { allowance: allow("shrink") });
    expect(onlySync(closing)).toMatchObject({ closed_plan: 1 });
    expect(onlySync(closing).places.map(({ waiting }) => waiting)).toEqual([1, 0, 1]);
    shop.clock.ms = closedAt(await shop.journal.planHead(1)) + STALL_MS + COOL_DOWN_MS - 1;
    const early = await shop.run(without, { allowance: allow("shrink") });
    expect(onlySync(early).places.map(({ waiting }) => waiting)).toEqual([1, 0, 1]);
    shop.clock.ms = closedAt(await shop.journal.planHead(1)) + STALL_MS + COOL_DOWN_MS;
    const due = await shop.run(without, { allowance: allow("shrink") });
    expect(onlySync(due).places.map(({ leave }) => leave)).toEqual([1, 0, 1]);
  });
});

function closedAt(head: { readonly closedAtMs: number | null } | undefined): number {
  return head?.closedAtMs ?? 0;
}

describe("progress", () => {
  it("tells after each batch what is done, in rows and requests", async () => {
    const shop = openShop();
    const told: Progress[] = [];
    await shop.run(world, { onProgress: (progress) => told.push(progress) });
    expect(told.map(({ done, total, accepted }) => [done, total, accepted])).toEqual([
      [2, 4, 2],
      [3, 4, 3],
      [4, 4, 4],
    ]);
    expect(told.at(-1)).toMatchObject({ sync: "tiers", planNo: 1, refused: 0, withheld: 0, unsettled: 0 });
  });
});
