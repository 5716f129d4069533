/** Rules that random histories seldom reach, told to every journal. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Receipt } from "../../src/domain/receipt.ts";
import type { DesiredRows } from "../../src/journal/in-memory/rows.ts";
import { isHeldElsewhere, type Lease, type PlannedPlace } from "../../src/journal/journal.ts";
import type { Clock } from "../../src/platform/clock.ts";
import { testClock, type JournalUnderTest } from "./journal-under-test.ts";

const SYNC = "gold";
const COOL_DOWN_MS = 900;
const basis = { definitionHash: "d", invocationId: "b" };

/** Identity → address, points, tier. */
type Shop = Readonly<Record<string, readonly [email: string, points: string, tier: string | null]>>;
/** By `place identity`; a row that is not named is accepted without a record. */
type Answers = Readonly<Record<string, Partial<Pick<Receipt, "outcome" | "reason" | "recordId">>>>;

export function describeJournalRules(implementation: string, start: (clock: Clock) => Promise<JournalUnderTest>): void {
  describe(`rules of the journal: ${implementation}`, () => {
    const clock = testClock(0);
    let under: JournalUnderTest;
    let lease: Lease;
    let places: readonly PlannedPlace[];
    let runNo = 0;
    let mappingHash = "m";

    beforeEach(async () => {
      clock.ms = 10_000;
      runNo = 0;
      mappingHash = "m";
      under = await start(clock);
      const taken = await under.journal.acquire(SYNC);
      if (isHeldElsewhere(taken)) throw new Error("held");
      lease = taken;
      const specs = [
        { kind: "contact", name: "contacts", model: null, audience: null },
        { kind: "list", name: "Golden", model: "aud_tier", audience: "gold" },
        { kind: "list", name: "Silver", model: "aud_tier", audience: "silver" },
      ] as const;
      const proposed: PlannedPlace[] = [];
      for (const spec of specs)
        proposed.push({
          place: await under.journal.propose(lease, spec, "account"),
          isInFile: true,
          countAtDestination: null,
        });
      places = proposed;
    });
    afterEach(async () => {
      await under.end();
    });

    async function plan(shop: Shop): Promise<number> {
      runNo += 1;
      const members = Object.entries(shop);
      const desired: DesiredRows = {
        members: {
          model: "aud_members",
          isConsentAsked: false,
          rows: members.map(([key, [email, points]]) => ({ key, email, reason: null, properties: [points] })),
        },
        suppress: null,
        audiences: [
          {
            model: "aud_tier",
            holdout: null,
            rows: members.flatMap(([memberKey, [, , audience]]) =>
              audience === null ? [] : [{ memberKey, audience }],
            ),
          },
        ],
      };
      const head = await under.plan(lease, {
        sync: SYNC,
        runNo,
        ...basis,
        asOf: "2026-01-01T00:00:00Z",
        places,
        coolDownMs: COOL_DOWN_MS,
        onLeave: "clear",
        identifiedBy: "member",
        properties: ["points"],
        mappingHash,
        desired,
      });
      return head.planNo;
    }

    async function apply(shop: Shop, answers: Answers = {}): Promise<void> {
      const planNo = await plan(shop);
      await under.journal.announce(lease, planNo, basis);
      for (const wave of [1, 2, 3] as const) {
        await under.journal.settleUnready(lease, planNo, wave);
        const rows = await under.journal.changes(planNo, wave, 0, 100);
        const receipts = rows.map(({ ordinal, placeNo, identity }): Receipt => {
          const given = answers[`${placeNo} ${identity}`];
          return { outcome: "accepted", reason: null, message: null, recordId: null, ticket: null, ...given, ordinal };
        });
        await under.journal.append(lease, planNo, receipts);
      }
      await under.journal.close(lease, planNo, 0);
    }

    /** `place op` or `place class reason` of one member in the newest plan. */
    async function saidOf(identity: string): Promise<readonly string[]> {
      const rows = await under.journal.member(SYNC, identity);
      return rows.flatMap(({ place, planned }) =>
        planned === null ? [] : [`${place.placeNo} ${planned.op ?? planned.reason}`],
      );
    }

    it("keeps a member on the old list while the enter at the new one waits for its contact", async () => {
      await apply({ ann: ["ann@x", "1", "gold"] });
      clock.ms += COOL_DOWN_MS;
      await apply({ ann: ["ann@x", "2", "gold"] });
      clock.ms += 100;
      // The contact was said 100 ms ago and has no record yet: it waits, so the enter waits, so the leave waits.
      await plan({ ann: ["ann@x", "3", "silver"] });
      expect(await saidOf("ann")).toEqual(["1 cool_down", "2 predecessor", "3 predecessor"]);
    });

    it("does not take an unsettled row for settled when its contact waits", async () => {
      await apply({ ann: ["ann@x", "1", "gold"] }, { "2 ann": { outcome: "unsettled" } });
      clock.ms += COOL_DOWN_MS;
      await apply({ ann: ["ann@x", "2", "gold"] }, { "2 ann": { outcome: "unsettled" } });
      clock.ms += 100;
      await plan({ ann: ["ann@x", "3", "gold"] });
      expect(await saidOf("ann")).toEqual(["1 cool_down", "2 predecessor"]);
    });

    /** Of the newest plan, at the contacts: updates, and of them those that another mapping causes. */
    async function updates(): Promise<readonly (number | undefined)[]> {
      const contacts = (await under.journal.status(SYNC)).lastPlan?.counts.places[0];
      return [contacts?.update, contacts?.updateRemapped];
    }

    it("counts apart what is said again because the mapping changed, until it was", async () => {
      const shop = { ann: ["ann@x", "1", null], bob: ["bob@x", "1", null], cleo: ["cleo@x", "1", null] } as const;
      const records = { "1 ann": { recordId: "a" }, "1 bob": { recordId: "b" }, "1 cleo": { recordId: "c" } } as const;
      await apply(shop, records);
      clock.ms += COOL_DOWN_MS;
      await apply({ ...shop, ann: ["ann@x", "2", null] }, records);
      expect(await updates()).toEqual([1, 0]);
      clock.ms += COOL_DOWN_MS;
      mappingHash = "other";
      // Looked at and not sent: the change is as new as before.
      await plan({ ...shop, ann: ["ann@x", "2", null] });
      expect(await updates()).toEqual([3, 3]);
      const withheld = { outcome: "withheld", reason: "not_sent" } as const;
      await apply({ ...shop, ann: ["ann@x", "2", null] }, { ...records, "1 cleo": withheld });
      expect(await updates()).toEqual([3, 3]);
      clock.ms += COOL_DOWN_MS;
      // Ann was said under this mapping already and has other values; Cleo still is as the mapping before made her.
      await apply({ ...shop, ann: ["ann@x", "3", null] }, records);
      expect(await updates()).toEqual([2, 1]);
      clock.ms += COOL_DOWN_MS;
      await plan({ ...shop, ann: ["ann@x", "4", null] });
      expect(await updates()).toEqual([1, 0]);
    });

    it("calls what is unsettled so, whatever the mapping was", async () => {
      await apply({ ann: ["ann@x", "1", null] }, { "1 ann": { recordId: "a" } });
      clock.ms += COOL_DOWN_MS;
      await apply({ ann: ["ann@x", "2", null] }, { "1 ann": { outcome: "unsettled" } });
      clock.ms += COOL_DOWN_MS;
      mappingHash = "other";
      await plan({ ann: ["ann@x", "2", null] });
      expect(await updates()).toEqual([1, 0]);
    });

    it("tells since when the rows wait that wait for the cool-down: the first and the last", async () => {
      await apply({ ann: ["ann@x", "1", null] });
      clock.ms += 200;
      await apply({ ann: ["ann@x", "1", null], bob: ["bob@x", "1", null] });
      clock.ms += 100;
      await plan({ ann: ["ann@x", "2", "gold"], bob: ["bob@x", "2", null] });
      // Ann was said at 10,000 and Bob at 10,200; Ann's list waits for her contact and for no time of its own.
      expect((await under.journal.status(SYNC)).notSent).toEqual([
        { placeNo: 1, class: "waiting", reason: "cool_down", count: 2, saidAtMs: { first: 10_000, last: 10_200 } },
        { placeNo: 2, class: "waiting", reason: "predecessor", count: 1, saidAtMs: null },
      ]);
    });

    it("tells since when a row waits that the place's owner before may have said", async () => {
      await apply({ ann: ["ann@x", "1", "gold"] });
      clock.ms += 100;
      await under.journal.release(lease, 1, { reason: "mistake", by: "kim" });
      const spec = { kind: "contact", name: "contacts", model: null, audience: null } as const;
      const place = await under.journal.propose(lease, spec, "account");
      places = [{ place, isInFile: true, countAtDestination: null }];
      await plan({ ann: ["ann@x", "1", null] });
      // What her contact was told at 10,000 is forgotten; it was told at the latest then.
      expect((await under.journal.status(SYNC)).notSent).toEqual([
        { placeNo: 4, class: "waiting", reason: "cool_down", count: 1, saidAtMs: { first: 10_000, last: 10_000 } },
      ]);
    });

    it("refuses all who share an address that two of them were acknowledged with", async () => {
      await apply({ ann: ["ann@x", "1", null] }, { "1 ann": { recordId: "r1" } });
      clock.ms += COOL_DOWN_MS;
      // Ann's new address is refused, so the old one is still what was said; Bob is acknowledged with it besides.
      const refused = { outcome: "refused", reason: "invalid" } as const;
      await apply(
        { ann: ["new@x", "1", null], bob: ["ann@x", "1", null] },
        { "1 ann": refused, "1 bob": { recordId: "r2" } },
      );
      clock.ms += COOL_DOWN_MS;
      await plan({ ann: ["ann@x", "1", null], bob: ["ann@x", "1", null] });
      expect([await saidOf("ann"), await saidOf("bob")]).toEqual([["1 shared_address"], ["1 shared_address"]]);
      await plan({ ann: ["new@x", "1", null], bob: ["ann@x", "1", null], cleo: ["ann@x", "1", null] });
      // Bob alone of those who share it was acknowledged with it: he stays as he is, and no row speaks of him.
      expect([await saidOf("bob"), await saidOf("cleo")]).toEqual([[], ["1 shared_address"]]);
    });

    it("sends no leave of a record that a row which stays holds at the same list", async () => {
      const both = { "1 ann": { recordId: "r1" }, "1 bob": { recordId: "r1" } };
      await apply({ ann: ["ann@x", "1", "gold"], bob: ["bob@x", "1", "gold"] }, both);
      clock.ms += COOL_DOWN_MS;
      const planNo = await plan({ ann: ["ann@x", "1", null], bob: ["bob@x", "1", "gold"] });
      expect(await under.journal.planRows(planNo, { limit: 9 })).toMatchObject([
        { op: "leave", identity: "ann", recordId: "r1", isCalled: false, note: "same_record" },
      ]);
    });

    it("sends no leave of a record that an enter of the same plan has put there", async () => {
      await apply({ ann: ["ann@x", "1", "gold"] }, { "1 ann": { recordId: "r1" } });
      clock.ms += COOL_DOWN_MS;
      await apply({ ann: ["ann@x", "1", null], bob: ["bob@x", "1", "gold"] }, { "1 bob": { recordId: "r1" } });
      const rows = await under.journal.planRows(2, { op: "leave", limit: 9 });
      expect(rows).toMatchObject([{ identity: "ann", receipt: { outcome: "accepted", reason: "same_record" } }]);
      // Nothing is known of Ann at Golden any more: no settled leave either, since none was said.
      expect((await under.journal.member(SYNC, "ann")).map(({ saidOp }) => saidOp)).toEqual(["enter", null]);
    });

    it("remembers a settled leave until the cool-down is over, and not longer", async () => {
      await apply({ ann: ["ann@x", "1", null] }, { "1 ann": { recordId: "r1" } });
      clock.ms += COOL_DOWN_MS;
      await apply({ bob: ["bob@x", "1", null] });
      clock.ms += COOL_DOWN_MS - 1;
      // Her record is still known, so she needs no address; but the leave was said too short a time ago.
      await plan({ ann: ["", "1", null], bob: ["bob@x", "1", null] });
      expect(await saidOf("ann")).toEqual(["1 cool_down"]);
      clock.ms += 1;
      await plan({ ann: ["", "1", null], bob: ["bob@x", "1", null] });
      expect(await saidOf("ann")).toEqual(["1 no_address"]);
    });

    it("tells every receipt of one member, the newest first, also where the place was released", async () => {
      await apply({ ann: ["ann@x", "1", "gold"], bob: ["bob@x", "1", "gold"] }, { "1 ann": { recordId: "r1" } });
      clock.ms += COOL_DOWN_MS;
      const refused = { outcome: "refused", reason: "invalid" } as const;
      await apply({ ann: ["ann@x", "2", "gold"], bob: ["bob@x", "1", null] }, { "1 ann": refused });
      await under.journal.release(lease, 2, { reason: "mistake", by: "kim" });
      const told = await under.journal.receipts(SYNC, "ann", 2);
      const accepted = { op: "enter", outcome: "accepted", reason: null } as const;
      expect(told).toEqual({
        total: 3,
        newest: [
          { ...refused, planNo: 2, place: "contacts", op: "update", atMs: 10_900 },
          { ...accepted, planNo: 1, place: "Golden", atMs: 10_000 },
        ],
        isWhole: true,
      });
      expect((await under.journal.receipts(SYNC, "ann", 9)).newest.slice(2)).toEqual([
        { ...accepted, planNo: 1, place: "contacts", atMs: 10_000 },
      ]);
      expect(await under.journal.receipts(SYNC, "cleo", 9)).toEqual({ total: 0, newest: [], isWhole: true });
    });

    it("knows no time at which something was said of who was claimed", async () => {
      const present = [{ recordId: "r1", claimed: { identity: "ann", memberKey: "ann" } }];
      const decision = { reason: "ours", by: "kim" };
      await under.journal.takeOver(lease, 2, { listId: "9", how: "claim", present }, decision);
      expect(await under.journal.member(SYNC, "ann")).toMatchObject([{ saidOp: "enter", saidAtMs: null }]);
    });

    it("waits 1, 2, 4 runs after refusals of the same, and not at all when it says something else", async () => {
      const refused = { "1 ann": { outcome: "refused", reason: "invalid" } } as const;
      const sent: number[] = [];
      for (let run = 1; run <= 8; run += 1) {
        clock.ms += COOL_DOWN_MS;
        await apply({ ann: ["ann@x", "1", null] }, refused);
        const [said] = await saidOf("ann");
        if (said === "1 enter") sent.push(run);
      }
      // Refused in run 1 (next 2), 2 (next 4) and 4 (next 8).
      expect(sent).toEqual([1, 2, 4, 8]);
      await apply({ ann: ["ann@x", "2", null] });
      expect(await saidOf("ann")).toEqual(["1 enter"]);
      expect(await under.journal.member(SYNC, "ann")).toMatchObject([{ refused: null, isSettled: true }]);
    });
  });
}
