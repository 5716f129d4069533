/** Where the destination knows people by their addresses: told to every journal. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { holdoutBucket } from "../../src/domain/holdout.ts";
import type { PlanHead } from "../../src/domain/plan.ts";
import type { Receipt } from "../../src/domain/receipt.ts";
import { isHeldElsewhere, type Lease, type PlannedPlace } from "../../src/journal/journal.ts";
import type { Clock } from "../../src/platform/clock.ts";
import { countsOf, rowsOf, type Shop } from "./journal-addresses-shop.ts";
import { testClock, type JournalUnderTest } from "./journal-under-test.ts";

const SYNC = "gold";
const COOL_DOWN_MS = 900;
const basis = { definitionHash: "d", invocationId: "b" };

/** By `place identity`. */
type Answers = Readonly<Record<string, Partial<Receipt>>>;

export function describeAddresses(implementation: string, start: (clock: Clock) => Promise<JournalUnderTest>): void {
  describe(`identities that are addresses: ${implementation}`, () => {
    const clock = testClock(0);
    let under: JournalUnderTest;
    let lease: Lease;
    let places: readonly PlannedPlace[];
    let runNo = 0;

    beforeEach(async () => {
      clock.ms = 10_000;
      runNo = 0;
      under = await start(clock);
      const taken = await under.journal.acquire(SYNC);
      if (isHeldElsewhere(taken)) throw new Error("held");
      lease = taken;
      const proposed: PlannedPlace[] = [];
      for (const spec of [
        { kind: "contact", name: "contacts", model: null, audience: null },
        { kind: "list", name: "Golden", model: "aud_tier", audience: "gold" },
        { kind: "list", name: "Silver", model: "aud_tier", audience: "silver" },
      ] as const) {
        const place = await under.journal.propose(lease, spec, "account");
        proposed.push({ place, isInFile: true, countAtDestination: null });
      }
      places = proposed;
    });
    afterEach(async () => {
      await under.end();
    });

    async function plan(shop: Shop): Promise<PlanHead> {
      runNo += 1;
      const request = { sync: SYNC, runNo, ...basis, asOf: "2026-01-01T00:00:00Z", places, coolDownMs: COOL_DOWN_MS };
      return under.plan(lease, {
        ...request,
        onLeave: "clear",
        identifiedBy: "address",
        properties: ["points"],
        mappingHash: "m",
        desired: rowsOf(shop),
      });
    }

    /** Long after everything that was said; all is accepted, each contact as `r <identity>`, unless told otherwise. */
    async function apply(shop: Shop, answers: Answers = {}): Promise<PlanHead> {
      clock.ms += COOL_DOWN_MS;
      const head = await plan(shop);
      await under.journal.announce(lease, head.planNo, basis);
      for (const wave of [1, 2, 3] as const) {
        await under.journal.settleUnready(lease, head.planNo, wave);
        const rows = await under.journal.changes(head.planNo, wave, 0, 100);
        const receipts = rows.map(({ ordinal, placeNo, identity }): Receipt => {
          const accepted = { outcome: "accepted", reason: null, message: null, ticket: null } as const;
          return { ...accepted, recordId: `r ${identity}`, ...answers[`${placeNo} ${identity}`], ordinal };
        });
        await under.journal.append(lease, head.planNo, receipts);
      }
      await under.journal.close(lease, head.planNo, 0);
      return head;
    }

    /** `place op identity of member`, by ordinal, and why it costs no call. */
    async function rowsIn({ planNo }: PlanHead): Promise<readonly string[]> {
      const rows = await under.journal.planRows(planNo, { limit: 99 });
      return rows.map(
        ({ placeNo, op, identity, memberKey, note }) =>
          `${placeNo} ${op} ${identity} of ${memberKey}${note === null ? "" : `, ${note}`}`,
      );
    }

    /** `place identity: what was said, what is planned` of one member. */
    async function knownOf(memberKey: string): Promise<readonly string[]> {
      const rows = await under.journal.member(SYNC, memberKey);
      return rows.map(
        ({ place, identity, saidOp, planned }) =>
          `${place.placeNo} ${identity}: ${saidOp ?? "-"}, ${planned?.op ?? "-"} ${planned?.reason ?? "-"}`,
      );
    }

    it("knows a member by the address, trimmed and lower case", async () => {
      const head = await plan({ people: { ann: { email: " Ann@X " } } });
      expect(await rowsIn(head)).toEqual(["1 enter ann@x of ann", "2 enter ann@x of ann"]);
      expect(countsOf(head)).toEqual(["1: 1 0 0 0 0 0", "1: 1 0 0 0 0 0", "0: 0 0 0 0 0 0"]);
    });

    it("enters the new address and leaves the old one, in one plan, everywhere", async () => {
      await apply({ people: { ann: { email: "ann@x" } } });
      const head = await apply({ people: { ann: { email: "new@x" } } });
      expect(await rowsIn(head)).toEqual([
        "1 enter new@x of ann",
        "2 enter new@x of ann",
        "1 leave ann@x of ann",
        "2 leave ann@x of ann",
      ]);
      // Who stays on a list under another address does not move.
      expect(head.counts.moves).toEqual([]);
      expect((await under.journal.planRows(head.planNo, { limit: 9 })).map(({ move }) => move)).toEqual(
        Array.from({ length: 4 }, () => null),
      );
      clock.ms += COOL_DOWN_MS;
      const after = await plan({ people: { ann: { email: "new@x" } } });
      expect(countsOf(after)).toEqual(["1: 0 0 0 1 0 0", "1: 0 0 0 1 0 0", "0: 0 0 0 0 0 0"]);
      expect(await knownOf("ann")).toEqual(["1 new@x: enter, - -", "2 new@x: enter, - -"]);
      expect((await under.journal.receipts(SYNC, "ann", 9)).total).toBe(6);
    });

    it("leaves the old address, at the list and at the contacts, only after the new one was accepted or refused", async () => {
      await apply({ people: { ann: { email: "ann@x" } } });
      const unsettled = { outcome: "unsettled", reason: "timeout" } as const;
      const changed = { people: { ann: { email: "new@x", tier: "silver" } } };
      const head = await apply(changed, { "3 new@x": unsettled });
      const receipts = await under.journal.planRows(head.planNo, { op: "leave", limit: 9 });
      expect(receipts.map(({ placeNo, receipt }) => [placeNo, receipt?.outcome, receipt?.reason])).toEqual([
        [1, "accepted", null],
        [2, "withheld", "predecessor"],
      ]);
      // From one list to the other: a move, whatever the address.
      expect(head.counts.moves).toEqual([{ from: "Golden", to: "Silver", count: 1 }]);
      const refused = { outcome: "refused", reason: "invalid" } as const;
      const again = await apply(changed, { "3 new@x": refused });
      expect(await rowsIn(again)).toEqual(["3 enter new@x of ann", "2 leave ann@x of ann"]);
      const [leave] = await under.journal.planRows(again.planNo, { op: "leave", limit: 9 });
      expect(leave?.receipt?.outcome).toBe("accepted");
    });

    it("does not clear the old contact while the new one waits", async () => {
      await apply({ people: { ann: { email: "ann@x" }, bob: { email: "bob@x" } } });
      await apply({ people: { ann: { email: "ann@x" } } });
      clock.ms += COOL_DOWN_MS - 1;
      // bob@x was left too short a time ago to be entered again, so Ann stays under her old address.
      const head = await plan({ people: { ann: { email: "bob@x" } } });
      expect(await rowsIn(head)).toEqual([]);
      expect(await knownOf("ann")).toEqual([
        "1 ann@x: enter, - predecessor",
        "1 bob@x: -, - cool_down",
        "2 ann@x: enter, - predecessor",
        "2 bob@x: -, - cool_down",
      ]);
    });

    it("updates two contacts whose members exchange their addresses, and leaves neither of them", async () => {
      const shop = { ann: { email: "a@x" }, bob: { email: "b@x", tier: "silver", points: "2" } };
      await apply({ people: shop });
      const exchanged = { ann: { ...shop.ann, email: "b@x" }, bob: { ...shop.bob, email: "a@x" } };
      const head = await apply({ people: exchanged });
      expect(await rowsIn(head)).toEqual([
        "1 update a@x of bob",
        "1 update b@x of ann",
        "2 enter b@x of ann",
        "3 enter a@x of bob",
        "2 leave a@x of ann",
        "3 leave b@x of bob",
      ]);
      clock.ms += COOL_DOWN_MS;
      const after = await plan({ people: exchanged });
      expect(countsOf(after)).toEqual(["2: 0 0 0 2 0 0", "1: 0 0 0 1 0 0", "1: 0 0 0 1 0 0"]);
    });

    it("says again of a contact that it is there, when another member has the address now", async () => {
      await apply({ people: { ann: { email: "a@x" } } });
      // The same address, list and values: nothing at the destination would tell the two apart.
      const head = await apply({ people: { bob: { email: "a@x" } } });
      expect(await rowsIn(head)).toEqual(["1 update a@x of bob", "2 enter a@x of bob"]);
      expect(await knownOf("ann")).toEqual([]);
      // What was entered for Bob follows Bob.
      expect(await rowsIn(await apply({ people: { bob: { email: "b@x" } } }))).toEqual([
        "1 enter b@x of bob",
        "2 enter b@x of bob",
        "1 leave a@x of bob",
        "2 leave a@x of bob",
      ]);
    });

    it("refuses who shares an address with the member who is known by it, and who has none", async () => {
      await apply({ people: { ann: { email: "a@x" } } });
      const head = await plan({ people: { ann: { email: "a@x" }, bob: { email: "A@x" }, cleo: { email: null } } });
      expect(countsOf(head)).toEqual(["3: 0 0 0 1 0 2", "3: 0 0 0 1 0 2", "0: 0 0 0 0 0 0"]);
      expect(head.counts.places.map(({ refusedBy }) => refusedBy)).toEqual([
        { shared_address: 1, no_address: 1 },
        { shared_address: 1, no_address: 1 },
        {},
      ]);
      // No address is theirs: they stand under their keys.
      expect([await knownOf("bob"), await knownOf("cleo")]).toEqual([
        ["1  bob: -, - shared_address", "2  bob: -, - shared_address"],
        ["1  cleo: -, - no_address", "2  cleo: -, - no_address"],
      ]);
      // Nobody is known by it: both are refused.
      const none = await plan({ people: { bob: { email: "b@x" }, cleo: { email: "b@x" } } });
      expect(none.counts.places[0]).toMatchObject({ desired: 2, refused: 2, refusedBy: { shared_address: 2 } });
    });

    it("leaves the address of a member who lost it, and who shares a new one", async () => {
      await apply({ people: { ann: { email: "a@x" }, bob: { email: "b@x" }, cleo: { email: "c@x" } } });
      const head = await apply({ people: { ann: { email: null }, bob: { email: "c@x" }, cleo: { email: "c@x" } } });
      expect(await rowsIn(head)).toEqual([
        "1 leave a@x of ann",
        "1 leave b@x of bob",
        "2 leave a@x of ann",
        "2 leave b@x of bob",
      ]);
      expect(countsOf(head)).toEqual(["3: 0 0 2 1 0 2", "3: 0 0 2 1 0 2", "0: 0 0 0 0 0 0"]);
    });

    it("neither enters nor leaves a member with a data error, under the address of before either", async () => {
      await apply({ people: { ann: { email: "a@x" } } });
      const unsure = { ann: { email: "new@x", tier: null, reason: "DATA_ERROR" } };
      expect(countsOf(await apply({ people: unsure }))).toEqual(["1: 0 0 0 0 0 1", "0: 0 0 0 0 0 1", "0: 0 0 0 0 0 0"]);
      expect(await knownOf("ann")).toEqual(["1 a@x: enter, - data_error", "2 a@x: enter, - data_error"]);
      // The address is hers as long as nobody knows better.
      await plan({ people: { ...unsure, bob: { email: "a@x" } } });
      expect(await knownOf("bob")).toEqual(["1  bob: -, - shared_address", "2  bob: -, - shared_address"]);
      // Her next address is free.
      expect(await rowsIn(await plan({ people: { ...unsure, cleo: { email: "new@x" } } }))).toEqual([
        "1 enter new@x of cleo",
        "2 enter new@x of cleo",
      ]);
    });

    it("holds out by key and not by address, and says so of nobody's address", async () => {
      const held = Array.from({ length: 40 }, (_, at) => `k${at}`).find((key) => holdoutBucket("s", key) < 5_000) ?? "";
      const holdout = { buckets: 5_000, seed: "s" };
      for (const email of ["a@x", "b@x", "c@x"]) {
        const head = await apply({ people: { [held]: { email } }, holdout });
        expect(head.counts.places.map(({ heldOut }) => heldOut)).toEqual([0, 1, 0]);
        expect((await knownOf(held)).slice(-1)).toEqual([`2  ${held}: -, - held_out`]);
      }
    });

    it("lets who is suppressed leave under the address that was said", async () => {
      await apply({ people: { ann: { email: "a@x" } } });
      const head = await apply({ people: { ann: { email: "new@x" } }, suppress: ["ann"] });
      expect(await rowsIn(head)).toEqual(["1 leave a@x of ann", "2 leave a@x of ann"]);
      expect(head.counts.places.map(({ suppressed }) => suppressed)).toEqual([1, 1, 0]);
      expect((await under.journal.member(SYNC, "ann")).map(({ planned }) => planned?.unsent)).toEqual([
        [{ class: "suppressed", reason: "suppressed" }],
        [{ class: "suppressed", reason: "suppressed" }],
      ]);
    });

    it("claims a contact by its address for a member, and knows the member by the record", async () => {
      const present = [
        { recordId: "r1", claimed: { identity: "a@x", memberKey: "ann" } },
        { recordId: "r2", claimed: null },
      ];
      await under.journal.takeOver(lease, 2, { listId: "9", how: "claim", present }, { reason: "ours", by: "kim" });
      await apply({ people: { ann: { email: "a@x" } } }, { "1 a@x": { recordId: "r1" } });
      // She was on the list, so nothing is said of her there.
      expect(countsOf(await plan({ people: { ann: { email: "a@x" } } }))[1]).toBe("1: 0 0 0 1 0 0");
      expect(await under.journal.acknowledged(SYNC, ["r1", "r2"])).toEqual(new Map([["r1", "ann"]]));
      // The record is still hers under another address.
      const moved = { people: { ann: { email: "b@x" } } };
      await apply(moved, { "1 b@x": { recordId: "r1" }, "1 a@x": { outcome: "unsettled" } });
      expect(await under.journal.acknowledged(SYNC, ["r1"])).toEqual(new Map([["r1", "ann"]]));
    });

    it("tries a refused address again after 1, 2, 4 runs, and another address at once", async () => {
      const refused = { "1 a@x": { outcome: "refused", reason: "invalid", message: "no" } } as const;
      const sent: number[] = [];
      for (let run = 1; run <= 5; run += 1)
        if ((await apply({ people: { ann: { email: "a@x" } } }, refused)).counts.places[0]?.enter === 1) sent.push(run);
      expect(sent).toEqual([1, 2, 4]);
      expect(await under.journal.member(SYNC, "ann")).toMatchObject([{ refused: { times: 3 } }, { refused: null }]);
      expect(await rowsIn(await apply({ people: { ann: { email: "b@x" } } }))).toEqual([
        "1 enter b@x of ann",
        "2 enter b@x of ann",
      ]);
    });
  });
}
