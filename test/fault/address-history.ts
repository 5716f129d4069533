/**
 * One random history against a destination that knows people by their addresses: dead runners, lost, late and refused
 * requests, while addresses change hands. In the end everybody is where the models say, and meanwhile nobody who only moves
 * was on no list.
 */
import { expect } from "vitest";
import { WAVES, type Change } from "../../src/domain/change.ts";
import type { PlaceSpec } from "../../src/domain/place.ts";
import type { PlanCounts } from "../../src/domain/plan.ts";
import type { Receipt } from "../../src/domain/receipt.ts";
import { InMemoryJournal } from "../../src/journal/in-memory/in-memory-journal.ts";
import type { DesiredRows } from "../../src/journal/in-memory/rows.ts";
import { isHeldElsewhere, type Lease, type PlannedPlace } from "../../src/journal/journal.ts";
import { manualClock } from "../support/manual-clock.ts";
import { AddressPeople, TIERS } from "./address-people.ts";
import { AddressVendor, CONTACT_PLACE_NO } from "./address-vendor.ts";
import { Dice } from "./dice.ts";

const SYNC = "people";
const COOL_DOWN_MS = 900;
const LEASE_MS = 60;
const RUNS = 12;
/** More are never needed once nothing goes wrong: a refusal waits for eight runs at most by then. */
const QUIET_RUNS_MAX = 24;
const SPECS: readonly PlaceSpec[] = [
  { kind: "contact", name: "contacts", model: null, audience: null },
  ...TIERS.map((audience) => ({ kind: "list" as const, name: audience, model: "aud_tier", audience })),
];

export class AddressHistory {
  readonly #dice: Dice;
  readonly #people: AddressPeople;
  readonly #vendor = new AddressVendor();
  readonly #clock = manualClock();
  readonly #journal: InMemoryJournal;
  /** Movers who were on a list once. */
  readonly #arrived = new Set<string>();
  #places: readonly PlannedPlace[] = [];
  #isQuiet = false;
  #builds = 0;

  constructor(seed: number) {
    this.#dice = new Dice(seed);
    this.#people = new AddressPeople(this.#dice);
    this.#journal = new InMemoryJournal({ clock: this.#clock, leaseMs: LEASE_MS });
  }

  async play(): Promise<void> {
    for (let left = RUNS; left > 0; left -= 1) {
      for (let changes = this.#dice.between(0, 3); changes > 0; changes -= 1) this.#people.change(this.#dice);
      this.#pass(this.#dice.pick([1, 300, COOL_DOWN_MS, COOL_DOWN_MS]));
      await this.#run();
    }
    this.#people.mend(this.#dice);
    this.#isQuiet = true;
    for (let left = QUIET_RUNS_MAX; left > 0; left -= 1) {
      this.#pass(COOL_DOWN_MS);
      await this.#run();
    }
    for (const [index, tier] of TIERS.entries())
      expect([...this.#vendor.at(CONTACT_PLACE_NO + 1 + index)].toSorted(), tier).toEqual(
        this.#people.addressesIn(tier),
      );
    const told = [...this.#vendor.points].filter(([, points]) => points !== "");
    expect(Object.fromEntries(told)).toEqual(this.#people.points());
  }

  #pass(ms: number): void {
    this.#clock.advance(ms);
    this.#vendor.passTo(this.#clock.nowMs());
    this.#look();
  }

  async #run(): Promise<void> {
    const journal = this.#journal;
    const lease = await journal.acquire(SYNC);
    if (isHeldElsewhere(lease)) throw new Error("A lease is held.");
    const open = await journal.openPlan(lease);
    if (open !== undefined) await journal.close(lease, open.planNo, 0);
    const runNo = await journal.beginRun(lease, null);
    await this.#propose(lease);
    this.#builds += 1;
    const basis = { definitionHash: "d", invocationId: `build ${this.#builds}` };
    const desired = this.#people.desired();
    const { planNo, counts } = await journal.plan(lease, {
      ...basis,
      sync: SYNC,
      runNo,
      asOf: "2026-01-01T00:00:00Z",
      places: this.#places,
      desired,
      coolDownMs: COOL_DOWN_MS,
      onLeave: "clear",
      identifiedBy: "address",
      properties: ["points"],
      mappingHash: "m",
    });
    this.#check(counts, desired);
    await journal.announce(lease, planNo, basis);
    for (const wave of WAVES) {
      await journal.settleUnready(lease, planNo, wave);
      for (const change of await journal.changes(planNo, wave, 0, 1_000)) {
        if (!this.#isQuiet && this.#dice.chance(0.01)) return this.#die();
        const receipt = this.#send(change);
        this.#look();
        if (receipt !== null) await journal.append(lease, planNo, [{ ...receipt, ordinal: change.ordinal }]);
      }
    }
    await journal.close(lease, planNo, 0);
    await lease.end();
  }

  /** Law 1: whom the models name is counted once, and no row twice, whoever has which address. */
  #check({ places }: PlanCounts, { members, audiences }: DesiredRows): void {
    const inTier = (tier: string) => audiences.flatMap(({ rows }) => rows.filter(({ audience }) => audience === tier));
    expect(places.map(({ desired }) => desired)).toEqual([
      members.rows.length,
      ...TIERS.map((tier) => inTier(tier).length),
    ]);
    for (const { desired, synced, enter, update, leave, unchanged, waiting, refused } of places) {
      const both = desired + synced - (enter + update + leave + unchanged + waiting + refused);
      expect(both).toBeGreaterThanOrEqual(0);
      expect(both).toBeLessThanOrEqual(Math.min(desired, synced));
    }
  }

  async #propose(lease: Lease): Promise<void> {
    if (this.#places.length > 0) return;
    const places: PlannedPlace[] = [];
    for (const spec of SPECS) {
      const place = await this.#journal.propose(lease, spec, "account");
      places.push({ place, isInFile: true, countAtDestination: null });
    }
    this.#places = places;
  }

  /** Without a word; the next runner waits for the end of the lease. */
  #die(): void {
    this.#pass(LEASE_MS);
  }

  /** Null: no answer came. */
  #send(change: Change): Omit<Receipt, "ordinal"> | null {
    const dice = this.#dice;
    const answer = (outcome: Receipt["outcome"]) => ({
      outcome,
      reason: outcome === "accepted" ? null : "told so",
      message: null,
      recordId: outcome === "accepted" ? `r ${change.identity}` : null,
      ticket: null,
    });
    const isMover = this.#people.movers.includes(change.memberKey);
    const fate = this.#isQuiet ? 100 : dice.between(0, 100);
    if (fate < 6 && !isMover) return answer("refused");
    if (fate < 12) return answer("withheld");
    if (fate < 20) return null;
    if (fate < 28) {
      this.#vendor.applyLate(this.#clock.nowMs() + dice.between(0, COOL_DOWN_MS - 1), change);
      return dice.chance(0.5) ? answer("unsettled") : null;
    }
    this.#vendor.apply(change);
    return fate < 34 ? answer("unsettled") : answer("accepted");
  }

  /** Law 8, of a person and not of an address: whoever was on a list stays on one, whatever the address is. */
  #look(): void {
    for (const key of this.#people.movers) {
      const isThere = this.#vendor.isAnywhere(this.#people.addressesOf.get(key) ?? new Set());
      if (isThere) this.#arrived.add(key);
      else expect(this.#arrived.has(key), `${key} is on no list`).toBe(false);
    }
  }
}
