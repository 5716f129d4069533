/** Who must not be sent, told to every journal: suppressed, without consent, held out. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { holdoutBucket, type Holdout } from "../../src/domain/holdout.ts";
import type { PlanHead } from "../../src/domain/plan.ts";
import type { Receipt } from "../../src/domain/receipt.ts";
import type { DesiredRows } from "../../src/journal/in-memory/rows.ts";
import { isHeldElsewhere, type Lease, type PlannedPlace } from "../../src/journal/journal.ts";
import type { Clock } from "../../src/platform/clock.ts";
import { testClock, type JournalUnderTest } from "./journal-under-test.ts";

const SYNC = "gold";
const COOL_DOWN_MS = 900;
const basis = { definitionHash: "d", invocationId: "b" };

interface Person {
  readonly email?: string;
  readonly tier?: string | null;
  readonly consent?: boolean | null;
  readonly reason?: string;
  /** False: the audience alone names them. */
  readonly isMember?: boolean;
}

interface Shop {
  readonly people: Readonly<Record<string, Person>>;
  readonly suppress?: NonNullable<DesiredRows["suppress"]>["rows"];
  readonly isConsentAsked?: boolean;
  readonly holdout?: Holdout;
}

function rowsOf({ people, suppress, isConsentAsked = false, holdout }: Shop): DesiredRows {
  const all = Object.entries(people);
  return {
    members: {
      model: "aud_members",
      isConsentAsked,
      rows: all.flatMap(([key, { email = `${key}@x`, consent = true, reason = null, isMember = true }]) =>
        isMember ? [{ key, email, reason, consent, properties: ["1"] }] : [],
      ),
    },
    suppress: suppress === undefined ? null : { model: "aud_suppressed", rows: suppress },
    audiences: [
      {
        model: "aud_tier",
        holdout: holdout ?? null,
        rows: all.flatMap(([memberKey, { tier = "gold" }]) => (tier === null ? [] : [{ memberKey, audience: tier }])),
      },
    ],
  };
}

/** Per place: desired, then what would be sent, then who is taken out. */
function countsOf({ counts }: PlanHead): readonly string[] {
  return counts.places.map(
    ({ desired, enter, update, leave, unchanged, waiting, refused, suppressed, heldOut }) =>
      `${desired}: ${[enter, update, leave, unchanged, waiting, refused].join(" ")}, ${suppressed} ${heldOut}`,
  );
}

export function describeExclusions(implementation: string, start: (clock: Clock) => Promise<JournalUnderTest>): void {
  describe(`who must not be sent: ${implementation}`, () => {
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
      const specs = [
        { kind: "contact", name: "contacts", model: null, audience: null },
        { kind: "list", name: "Golden", model: "aud_tier", audience: "gold" },
        { kind: "list", name: "Silver", model: "aud_tier", audience: "silver" },
      ] as const;
      const proposed: PlannedPlace[] = [];
      for (const spec of specs) {
        const place = await under.journal.propose(lease, spec, "account");
        proposed.push({ place, isInFile: true, countAtDestination: null });
      }
      places = proposed;
    });
    afterEach(async () => {
      await under.end();
    });

    /** The cool-down is over unless told otherwise. */
    async function plan(
      shop: Shop,
      {
        passMs = COOL_DOWN_MS,
        onLeave = "clear",
      }: { readonly passMs?: number; readonly onLeave?: "clear" | "keep" } = {},
    ): Promise<PlanHead> {
      runNo += 1;
      clock.ms += passMs;
      const fixed = { asOf: "2026-01-01T00:00:00Z", identifiedBy: "member", mappingHash: "m" } as const;
      const request = { sync: SYNC, runNo, ...basis, places, coolDownMs: COOL_DOWN_MS, onLeave, desired: rowsOf(shop) };
      return under.plan(lease, { ...fixed, ...request, properties: ["points"] });
    }

    /** All is accepted, each contact as `r <identity>`; `refused`: members whose contact is. */
    async function apply(shop: Shop, refused: readonly string[] = []): Promise<void> {
      const { planNo } = await plan(shop);
      await under.journal.announce(lease, planNo, basis);
      for (const wave of [1, 2, 3] as const) {
        await under.journal.settleUnready(lease, planNo, wave);
        const rows = await under.journal.changes(planNo, wave, 0, 100);
        const receipts = rows.map(({ ordinal, identity }): Receipt => {
          const outcome = wave === 1 && refused.includes(identity) ? "refused" : "accepted";
          return { ordinal, outcome, reason: null, message: null, recordId: `r ${identity}`, ticket: null };
        });
        await under.journal.append(lease, planNo, receipts);
      }
      await under.journal.close(lease, planNo, 0);
    }

    /** `place op-or-nothing reason` of one member in the newest plan. */
    async function saidOf(identity: string): Promise<readonly string[]> {
      const rows = await under.journal.member(SYNC, identity);
      return rows.flatMap(({ place, planned }) =>
        planned === null ? [] : [`${place.placeNo} ${planned.op ?? "-"} ${planned.reason ?? "-"}`],
      );
    }

    it("takes out whom a suppress model names by key or address, and who carries a suppressed member's address", async () => {
      const head = await plan({
        people: {
          ann: {},
          bob: { email: " Shared@X " },
          cleo: { email: "shared@x" },
          dan: { email: "Dan@x" },
          eve: {},
          " fay": {},
        },
        suppress: [
          { memberKey: " bob\t", email: null },
          { memberKey: null, email: "\u00a0dan@X\n" },
          { memberKey: "fay", email: "nobody@x" },
          { memberKey: "nobody", email: "" },
        ],
      });
      // Bob by key, Cleo by his address, Dan by address, Fay although her key bears a blank: Ann and Eve are left.
      expect(countsOf(head)).toEqual(["2: 2 0 0 0 0 0, 4 0", "2: 2 0 0 0 0 0, 4 0", "0: 0 0 0 0 0 0, 0 0"]);
      expect(head.counts.places.map(({ suppressedBy }) => suppressedBy)).toEqual([
        { suppressed: 4 },
        { suppressed: 4 },
        {},
      ]);
      expect(await saidOf("cleo")).toEqual(["1 - suppressed", "2 - suppressed"]);
      const carried = await under.journal.suppressed(head.planNo, ["shared@x", "dan@x", "fay@x", "nobody@x", "ann@x"]);
      expect(carried).toEqual(new Set(["shared@x", "dan@x", "fay@x", "nobody@x"]));
      expect(head.counts.sources).toEqual([
        { model: "aud_members", rows: 6, rowsBefore: null, duplicates: 0, isSuppression: false, unmatched: 0 },
        // "nobody" is no member.
        { model: "aud_suppressed", rows: 4, rowsBefore: null, duplicates: 0, isSuppression: true, unmatched: 1 },
        { model: "aud_tier", rows: 6, rowsBefore: null, duplicates: 0, isSuppression: false, unmatched: 0 },
      ]);
    });

    it("tells rows that name nobody, and those that name no member as the members' model writes them", async () => {
      const byKey = ["7", "FAY", "eve", "fay", "fay", " "].map((memberKey) => ({ memberKey, email: null }));
      const head = await plan({
        people: { "007": {}, " fay": {}, dan: { email: " Dan@X" }, eve: { isMember: false } },
        suppress: [
          ...byKey,
          { memberKey: "9", email: "dan@x" },
          { memberKey: "8", email: "no.member@x" },
          { memberKey: null, email: "\t" },
        ],
      });
      // Nobody: " " and the tab. No member: 7, FAY, eve, 8.
      expect(head.counts.sources[1]).toMatchObject({ rows: 9, duplicates: 2, isSuppression: true, unmatched: 4 });
    });

    it("sends TRUE alone where consent is asked: not false, not NULL, not who is no member at all", async () => {
      const people = {
        ann: { consent: true },
        bob: { consent: false },
        cleo: { consent: null },
        dan: { isMember: false },
      };
      const head = await plan({ people, isConsentAsked: true });
      expect(countsOf(head)).toEqual(["1: 1 0 0 0 0 0, 2 0", "1: 1 0 0 0 0 0, 3 0", "0: 0 0 0 0 0 0, 0 0"]);
      expect(head.counts.places[1]?.suppressedBy).toEqual({ no_consent: 3 });
      // Where nobody is asked, the column says nothing; who is no member is refused as ever.
      expect(countsOf(await plan({ people }))).toEqual([
        "3: 3 0 0 0 0 0, 0 0",
        "4: 3 0 0 0 0 1, 0 0",
        "0: 0 0 0 0 0 0, 0 0",
      ]);
    });

    it("gives one reason: suppressed before no consent before held out", async () => {
      const holdout = { buckets: 5_000, seed: "s" };
      const [held = "", free = ""] = [true, false].map((isHeld) =>
        Array.from({ length: 40 }, (_, at) => `k${at}`).find((key) => holdoutBucket("s", key) < 5_000 === isHeld),
      );
      const people = { [held]: { consent: null }, [free]: {} };
      await plan({ people, suppress: [{ memberKey: held, email: null }], isConsentAsked: true, holdout });
      expect(await saidOf(held)).toEqual(["1 - suppressed", "2 - suppressed"]);
      await plan({ people, isConsentAsked: true, holdout });
      expect(await saidOf(held)).toEqual(["1 - no_consent", "2 - no_consent"]);
      const head = await plan({ people, holdout });
      // A holdout is about lists: the contact is sent.
      expect(await saidOf(held)).toEqual(["1 enter -", "2 - held_out"]);
      expect(countsOf(head)).toEqual(["2: 2 0 0 0 0 0, 0 0", "1: 1 0 0 0 0 0, 0 1", "0: 0 0 0 0 0 0, 0 0"]);
      expect((await under.journal.status(SYNC)).notSent).toEqual([
        { placeNo: 2, class: "held_out", reason: "held_out", count: 1, saidAtMs: null },
      ]);
    });

    it("holds out the same people wherever a tier move takes them", async () => {
      const people = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`k${at}`, {}]));
      const moved = Object.fromEntries(Object.keys(people).map((key) => [key, { tier: "silver" }]));
      const holdout = { buckets: 5_000, seed: "aud_tier" };
      const held = Object.keys(people).filter((key) => holdoutBucket("aud_tier", key) < 5_000);
      expect(held.length).toBeGreaterThan(10);
      await plan({ people, holdout });
      for (const key of held) expect(await saidOf(key)).toEqual(["1 enter -", "2 - held_out"]);
      const head = await plan({ people: moved, holdout });
      expect(head.counts.places.map(({ heldOut }) => heldOut)).toEqual([0, 0, held.length]);
    });

    it("lets whoever is synced leave every place, once the cool-down is over, and enter again", async () => {
      await apply({ people: { ann: {}, bob: {} } });
      const without = { people: { ann: {}, bob: {} }, suppress: [{ memberKey: "ann", email: null }] };
      const early = await plan(without, { passMs: COOL_DOWN_MS - 1 });
      expect(countsOf(early)).toEqual(["1: 0 0 0 1 1 0, 1 0", "1: 0 0 0 1 1 0, 1 0", "0: 0 0 0 0 0 0, 0 0"]);
      expect(await saidOf("ann")).toEqual(["1 - cool_down", "2 - cool_down"]);
      await plan(without, { passMs: 1 });
      expect(await saidOf("ann")).toEqual(["1 leave suppressed", "2 leave suppressed"]);
      await apply(without);
      expect((await under.journal.status(SYNC)).places.map(({ synced }) => synced)).toEqual([1, 1, 0]);
      await plan({ people: { ann: {}, bob: {} } });
      expect(await saidOf("ann")).toEqual(["1 enter -", "2 enter -"]);
    });

    it("counts a leave through suppression as any leave; where properties are kept it costs no call", async () => {
      await apply({ people: { ann: {}, bob: {} } });
      const without = { people: { ann: {}, bob: {} }, suppress: [{ memberKey: null, email: "ann@x" }] };
      const { counts } = await plan(without, { onLeave: "keep" });
      expect(counts.places.map(({ leave, leaveWithoutCall }) => [leave, leaveWithoutCall])).toEqual([
        [1, 1],
        [1, 0],
        [0, 0],
      ]);
      expect(await saidOf("ann")).toEqual(["1 leave kept", "2 leave suppressed"]);
    });

    it("takes out a member with a data error as well, who would else be left alone", async () => {
      await apply({ people: { ann: {}, bob: {} } });
      const unsure = { ann: { reason: "DATA_ERROR", tier: null, consent: null }, bob: {} };
      expect(countsOf(await plan({ people: unsure }))[1]).toBe("1: 0 0 0 1 0 1, 0 0");
      await plan({ people: unsure, isConsentAsked: true });
      expect(await saidOf("ann")).toEqual(["1 leave no_consent", "2 leave -"]);
      const everybody = { buckets: 5_000, seed: "" };
      const seed =
        Array.from({ length: 40 }, (_, at) => `s${at}`).find((one) => holdoutBucket(one, "ann") < 5_000) ?? "";
      await plan({ people: unsure, holdout: { ...everybody, seed } });
      // Her contact stays as it is; on a list a held out member never is.
      expect(await saidOf("ann")).toEqual(["1 - data_error", "2 leave -"]);
    });

    it("takes out whoever waits for another attempt after a refusal", async () => {
      await apply({ people: { ann: {}, bob: {} } });
      const changed = { ann: { email: "new@x" }, bob: {} };
      await apply({ people: changed }, ["ann"]);
      await apply({ people: changed }, ["ann"]);
      await plan({ people: changed });
      expect((await saidOf("ann"))[0]).toMatch(/^1 - /u);
      await plan({ people: changed, suppress: [{ memberKey: "ann", email: null }] });
      expect(await saidOf("ann")).toEqual(["1 leave suppressed", "2 leave suppressed"]);
    });

    it("judges a shared address by who is left of those who share it", async () => {
      const both = { ann: { email: "one@x", consent: null }, bob: { email: "one@x" } };
      expect(countsOf(await plan({ people: both }))[0]).toBe("2: 0 0 0 0 0 2, 0 0");
      await plan({ people: both, isConsentAsked: true });
      expect([await saidOf("ann"), await saidOf("bob")]).toEqual([
        ["1 - no_consent", "2 - no_consent"],
        ["1 enter -", "2 enter -"],
      ]);
      // Suppression is another matter: it speaks of the address, whoever carries it.
      expect(countsOf(await plan({ people: both, suppress: [{ memberKey: "ann", email: null }] }))[0]).toBe(
        "0: 0 0 0 0 0 0, 2 0",
      );
    });

    it("takes nobody out where nothing is set, nor with an empty suppress model", async () => {
      const people = { ann: {}, bob: { consent: null } };
      expect(countsOf(await plan({ people }))).toEqual(countsOf(await plan({ people, suppress: [] })));
      expect(countsOf(await plan({ people, suppress: [] }))[0]).toBe("2: 2 0 0 0 0 0, 0 0");
    });
  });
}
