/** What every journal keeps, whoever implements it. Rules of single rows are tested by the model-based test besides. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Receipt } from "../../src/domain/receipt.ts";
import type { DesiredRows } from "../../src/journal/in-memory/rows.ts";
import { isHeldElsewhere, type Lease, type PlannedPlace, type PlanRequest } from "../../src/journal/journal.ts";
import type { Clock } from "../../src/platform/clock.ts";
import { LEASE_MS, testClock, type JournalUnderTest } from "./journal-under-test.ts";

const SYNC = "gold";
const basis = { definitionHash: "d", invocationId: "b" };

export function describeJournal(implementation: string, start: (clock: Clock) => Promise<JournalUnderTest>): void {
  describe(`the journal contract: ${implementation}`, () => {
    const clock = testClock(0);
    let under: JournalUnderTest;
    let lease: Lease;
    let places: readonly PlannedPlace[];

    const acquire = async (): Promise<Lease> => {
      const taken = await under.journal.acquire(SYNC);
      if (isHeldElsewhere(taken)) throw new Error(`held by ${taken.heldBy}`);
      return taken;
    };
    const request = (
      members: readonly string[],
      tiers: Readonly<Record<string, string>>,
      runNo: number,
    ): PlanRequest<DesiredRows> => ({
      sync: SYNC,
      runNo,
      ...basis,
      asOf: "2026-01-01T00:00:00Z",
      places,
      coolDownMs: 900,
      onLeave: "clear",
      identifiedBy: "member",
      properties: ["points"],
      mappingHash: "m",
      desired: {
        members: {
          model: "aud_members",
          isConsentAsked: false,
          rows: members.map((key) => ({ key, email: `${key}@example.com`, reason: null, properties: ["1"] })),
        },
        suppress: null,
        audiences: [
          {
            model: "aud_tier",
            holdout: null,
            rows: Object.entries(tiers).map(([memberKey, audience]) => ({ memberKey, audience })),
          },
        ],
      },
    });
    const planOne = async (): Promise<number> => (await under.plan(lease, request(["ann"], { ann: "g" }, 1))).planNo;

    beforeEach(async () => {
      clock.ms = 1_000;
      under = await start(clock);
      lease = await acquire();
      const proposed: PlannedPlace[] = [];
      for (const [name, audience] of [
        ["contacts", null],
        ["Golden", "g"],
        ["Silver", "s"],
      ] as const) {
        const kind = audience === null ? "contact" : "list";
        const spec = { kind, name, audience, model: audience === null ? null : "aud_tier" } as const;
        const place = await under.journal.propose(lease, spec, "account");
        proposed.push({ place, isInFile: true, countAtDestination: null });
      }
      places = proposed;
    });
    afterEach(async () => {
      await under.end();
    });

    it("gives a sync to one runner at a time, with a fence that grows", async () => {
      expect(isHeldElsewhere(await under.journal.acquire(SYNC))).toBe(true);
      expect(await lease.leftMs()).toBeGreaterThan(0);
      await lease.end();
      await lease.end();
      expect(await lease.leftMs()).toBe(0);
      const next = await acquire();
      expect(next.fence).toBeGreaterThan(lease.fence);
      await lease.end();
      expect(await next.leftMs()).toBeGreaterThan(0);
      expect(isHeldElsewhere(await under.journal.acquire("silver"))).toBe(false);
      expect(await under.journal.syncs()).toEqual(["gold", "silver"]);
    });

    it("carries a plan from the comparison to the close", async () => {
      const head = await under.plan(lease, request(["ann", "bob"], { ann: "g" }, 1));
      expect(head).toMatchObject({ planNo: 1, state: "planned", afterPlanNo: 0, fence: lease.fence, madeAtMs: 1_000 });
      expect(head.counts.places.map(({ enter, desired }) => ({ enter, desired }))).toEqual([
        { enter: 2, desired: 2 },
        { enter: 1, desired: 1 },
        { enter: 0, desired: 0 },
      ]);
      expect(await under.journal.announce(lease, 1, basis)).toEqual({ is: "announced" });
      expect(await under.journal.changes(1, 1, 0, 1)).toEqual([
        {
          ordinal: 1,
          wave: 1,
          placeNo: places[0]?.place.placeNo,
          op: "enter",
          identity: "ann",
          memberKey: "ann",
          recordId: null,
          address: "ann@example.com",
          isAddressChanged: true,
          properties: { points: "1" },
        },
      ]);
      expect(await under.journal.append(lease, 1, [accepted(1, "r1"), accepted(2, "r2")])).toBe(true);
      expect(await under.journal.changes(1, 1, 0, 10)).toEqual([]);
      expect(await under.journal.settleUnready(lease, 1, 2)).toBe(0);
      expect(await under.journal.changes(1, 2, 0, 10)).toMatchObject([{ ordinal: 3, op: "enter", recordId: "r1" }]);
      expect(await under.journal.append(lease, 1, [accepted(3, null)])).toBe(true);
      await under.journal.flush();
      expect(await under.journal.close(lease, 1, 0)).toEqual({ accepted: 3, refused: 0, withheld: 0, unsettled: 0 });
      expect(await under.journal.close(lease, 1, 0)).toEqual({ accepted: 3, refused: 0, withheld: 0, unsettled: 0 });
      const second = await under.plan(lease, request(["ann", "bob"], { ann: "g" }, 2));
      expect(second.counts.places.map(({ unchanged, synced }) => ({ unchanged, synced }))).toEqual([
        { unchanged: 2, synced: 2 },
        { unchanged: 1, synced: 1 },
        { unchanged: 0, synced: 0 },
      ]);
      expect(second.counts.sources).toEqual([
        { model: "aud_members", rows: 2, rowsBefore: 2, duplicates: 0, isSuppression: false, unmatched: 0 },
        { model: "aud_tier", rows: 1, rowsBefore: 1, duplicates: 0, isSuppression: false, unmatched: 0 },
      ]);
    });

    it("numbers runs and places, and takes a place once, with whoever was there", async () => {
      const allowance = { guards: ["leaves" as const], reason: "a test", by: "ann" };
      expect(await under.journal.beginRun(lease, null)).toBe(1);
      expect(await under.journal.beginRun(lease, allowance)).toBe(2);
      // Before its end, for a run that is killed has none.
      expect((await under.journal.status(lease.sync)).lastRun).toMatchObject({ runNo: 2, exitCode: null, allowance });
      const result = { asOf: "2026-01-01T00:00:00Z", exitCode: 5 };
      await under.journal.finishRun(lease, 2, result);
      await under.journal.finishRun(lease, 2, { ...result, exitCode: 0 });
      await expect(under.journal.finishRun(lease, 9, result)).rejects.toMatchObject({ code: "run_unknown" });
      expect(await under.journal.runs(lease.sync, 9)).toMatchObject([
        { runNo: 2, exitCode: 5, allowance },
        { runNo: 1, exitCode: null, finishedAtMs: null, allowance: null },
      ]);
      expect(await under.journal.runs(lease.sync, 1)).toMatchObject([{ runNo: 2 }]);
      const [, golden] = places;
      if (golden === undefined) throw new Error("no place");
      const { placeNo } = golden.place;
      await under.journal.record(
        lease,
        placeNo,
        { listId: "611", count: 2, isCreatedByUs: false },
        each("r1", "r2", "r1"),
      );
      await under.journal.record(lease, placeNo, { listId: "999", count: 1, isCreatedByUs: true }, each("r3"));
      await expect(
        under.journal.record(lease, 99, { listId: null, count: 0, isCreatedByUs: true }, each()),
      ).rejects.toMatchObject({ code: "place_unknown" });
      const again = await under.journal.propose(lease, { ...golden.place, audience: "renamed" }, "account");
      expect(again).toEqual({ ...golden.place, audience: "renamed", listId: "611", takenAtMs: 1_000 });
      expect(await under.journal.status(SYNC)).toMatchObject({
        lastRun: { runNo: 2, finishedAtMs: 1_000, exitCode: 5 },
        places: [{ kept: 0 }, { kept: 2, synced: 0 }, { kept: 0 }],
      });
      expect(await under.journal.kept(placeNo, ["r3", "r2", "r2"])).toEqual(new Set(["r2"]));
      expect(await under.journal.kept(placeNo + 1, ["r1", "r2"])).toEqual(new Set());
      expect(await under.journal.kept(placeNo, [])).toEqual(new Set());
      expect((await under.journal.allPlaces()).map((place) => place.placeNo)).toEqual([1, 2, 3]);
    });

    it("lets the first receipt of a row stand", async () => {
      await under.journal.announce(lease, await planOne(), basis);
      expect(await under.journal.append(lease, 1, [accepted(1, "r1"), accepted(1, "r9")])).toBe(true);
      expect(await under.journal.append(lease, 1, [{ ...accepted(1, "r2"), outcome: "refused", reason: "no" }])).toBe(
        true,
      );
      expect(await under.journal.member(SYNC, "ann")).toMatchObject([{ planned: { outcome: "accepted" } }, {}]);
      // The contact was accepted; the list's row has no receipt.
      expect(await under.journal.close(lease, 1, 0)).toEqual({ accepted: 1, refused: 0, withheld: 0, unsettled: 1 });
      expect(await under.journal.member(SYNC, "ann")).toMatchObject([
        { recordId: "r1", isSettled: true, refused: null },
        {},
      ]);
    });

    it("takes a receipt only for a row that the plan sends", async () => {
      await under.journal.announce(lease, await planOne(), basis);
      await expect(under.journal.append(lease, 1, [accepted(3, null)])).rejects.toMatchObject({
        code: "receipt_without_row",
      });
    });

    it("changes nothing for a runner whose lease was lost", async () => {
      const planNo = await planOne();
      expect(await under.journal.announce(lease, planNo, basis)).toEqual({ is: "announced" });
      await under.crash();
      clock.ms += LEASE_MS;
      const late = lease;
      lease = await acquire();
      expect(await late.leftMs()).toBe(0);
      expect(await under.journal.append(late, planNo, [accepted(1, "r1")])).toBe(false);
      expect(await under.journal.withholdRest(late, planNo, "not_sent")).toBe(0);
      expect(await under.journal.settleUnready(late, planNo, 2)).toBe(0);
      expect(await under.journal.close(late, planNo, 0)).toEqual({
        accepted: 0,
        refused: 0,
        withheld: 0,
        unsettled: 2,
      });
      expect((await under.journal.openPlan(lease))?.state).toBe("applying");
      await expect(under.journal.beginRun(late, null)).rejects.toMatchObject({ code: "lease_lost" });
      await expect(under.plan(late, request([], {}, 1))).rejects.toMatchObject({ code: "lease_lost" });
      expect(await under.journal.announce(late, planNo, basis)).toEqual({ is: "fenced" });
    });

    it("tells why a plan is stale, and announces no plan twice", async () => {
      const planNo = await planOne();
      const stale = async (given: typeof basis): Promise<string> => {
        const foretold = await under.journal.whyStale(lease.sync, planNo, given);
        const answer = await under.journal.announce(lease, planNo, given);
        expect(foretold).toBe(answer.is === "stale" ? answer.why : undefined);
        return answer.is === "stale" ? answer.why : answer.is;
      };
      expect(await stale({ ...basis, definitionHash: "e" })).toBe("the sync's definition has changed");
      expect(await stale({ ...basis, invocationId: "c" })).toBe("there is another build");
      clock.ms += 24 * 60 * 60 * 1000 + 1;
      expect(await stale(basis)).toBe("it is more than 24 hours old");
      clock.ms -= 1;
      expect(await stale(basis)).toBe("announced");
      expect(await stale(basis)).toBe("it is being applied");
      await expect(planOne()).rejects.toMatchObject({ code: "plan_applying" });
    });
  });
}

function accepted(ordinal: number, recordId: string | null): Receipt {
  return { ordinal, outcome: "accepted", reason: null, message: null, recordId, ticket: null };
}

async function* each(...values: readonly string[]): AsyncGenerator<string> {
  yield* values;
}
