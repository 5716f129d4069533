/** A small random shop: members who share and change addresses, two exclusive sets, lists that come and go. */
import type { Holdout } from "../../src/domain/holdout.ts";
import type { IdentifiedBy } from "../../src/domain/identity.ts";
import type { PlaceSpec } from "../../src/domain/place.ts";
import type { DesiredMember, DesiredRows } from "../../src/journal/in-memory/rows.ts";
import type { Random } from "../../src/platform/random.ts";

/** Addresses are few, so that members share them; some need trimming or lowering. */
const EMAILS = ["ann@x", " Ann@X\t", "bob@x", "cleo@x", "dan@x", "eve@x", "", null];
const KEYS = ["a", "b", "c", "d", "e", "f", "g", "h"];
const TIERS = ["gold", "silver", "bronze"];
/** Customers, addresses and both, as people write them; some name nobody of ours, one names nobody at all. */
const SUPPRESSIONS: readonly Suppression[] = [
  { memberKey: "b", email: null },
  { memberKey: " c\t", email: "" },
  { memberKey: "z", email: " EVE@x" },
  { memberKey: null, email: "ann@X\u00a0" },
  { memberKey: "", email: "cleo@x" },
  { memberKey: "g", email: "zoe@x" },
  { memberKey: " ", email: "\n" },
];

type Suppression = NonNullable<DesiredRows["suppress"]>["rows"][number];
const ALL_LISTS: readonly (PlaceSpec & { readonly kind: "list" })[] = [
  ...["gold", "silver"].map((audience) => ({
    kind: "list" as const,
    name: `Tier ${audience}`,
    model: "aud_tier",
    audience,
  })),
  { kind: "list", name: "Club", model: "aud_club", audience: "in" },
];

export class Dice {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.#random.fraction() < probability;
  }

  /** From 0 up to, not including, `below`. */
  below(below: number): number {
    return Math.floor(this.#random.fraction() * below);
  }

  pick<Value>(values: readonly Value[]): Value {
    const position = this.below(values.length);
    for (const [index, value] of values.entries()) if (index === position) return value;
    throw new Error("There is nothing to pick from.");
  }
}

export class World {
  readonly #dice: Dice;
  readonly #members = new Map<string, DesiredMember>();
  readonly #tierOf = new Map<string, string>();
  readonly #club = new Set<string>();
  /** Lists the sync file names now. */
  lists = [...ALL_LISTS];
  mappingHash = "mapping 1";
  onLeave: "clear" | "keep";
  readonly identifiedBy: IdentifiedBy;
  /** What the sync asks for; null or false: not at all. */
  #isConsentAsked: boolean;
  #suppressions: readonly Suppression[] | null = null;
  #holdout: Holdout | null = null;

  constructor(dice: Dice, identifiedBy: IdentifiedBy) {
    this.#dice = dice;
    this.identifiedBy = identifiedBy;
    this.onLeave = dice.chance(0.3) ? "keep" : "clear";
    this.#isConsentAsked = dice.chance(0.4);
    this.#exclude();
    for (const key of KEYS) if (dice.chance(0.6)) this.#join(key);
  }

  /** A few things happen between two builds. */
  pass(): void {
    const dice = this.#dice;
    for (let left = dice.below(6); left > 0; left -= 1) this.#happen(dice.pick(KEYS));
    if (dice.chance(0.3)) this.#exclude();
    if (dice.chance(0.05)) this.#isConsentAsked = !this.#isConsentAsked;
    if (dice.chance(0.08)) this.#reviseLists();
    if (dice.chance(0.04)) this.mappingHash = `mapping ${dice.below(3)}`;
    if (dice.chance(0.03)) this.onLeave = this.onLeave === "keep" ? "clear" : "keep";
  }

  #happen(key: string): void {
    const dice = this.#dice;
    const member = this.#members.get(key);
    if (member === undefined) return dice.chance(0.7) ? this.#join(key) : this.#move(key);
    const roll = dice.below(12);
    if (roll < 4) return this.#move(key);
    if (roll === 11) return this.#exchangeAddresses(member, dice.pick(KEYS));
    if (roll === 10) {
      this.#members.set(key, { ...member, consent: this.#consent() });
      return;
    }
    if (roll < 6) this.#members.set(key, { ...member, email: dice.pick(EMAILS) });
    else if (roll < 8) this.#members.set(key, { ...member, properties: this.#properties() });
    else if (roll < 9)
      this.#members.set(key, { ...member, reason: member.reason === null ? dice.pick(["DATA_ERROR", "LATE"]) : null });
    else this.#leave(key);
  }

  #exchangeAddresses(member: DesiredMember, otherKey: string): void {
    const other = this.#members.get(otherKey);
    if (other === undefined || other.key === member.key) return;
    this.#members.set(member.key, { ...member, email: other.email });
    this.#members.set(otherKey, { ...other, email: member.email });
  }

  #join(key: string): void {
    const dice = this.#dice;
    const reason = dice.chance(0.1) ? "DATA_ERROR" : null;
    const consent = this.#consent();
    this.#members.set(key, { key, email: dice.pick(EMAILS), reason, consent, properties: this.#properties() });
    this.#move(key);
  }

  #consent(): boolean | null {
    return this.#dice.chance(0.7) ? true : this.#dice.pick([false, null]);
  }

  /** Other people are suppressed, or held out, from the next build on. */
  #exclude(): void {
    const dice = this.#dice;
    this.#suppressions = dice.chance(0.4) ? null : SUPPRESSIONS.filter(() => dice.chance(0.2));
    this.#holdout = dice.chance(0.6) ? null : { buckets: dice.pick([1, 3_000, 5_000]), seed: dice.pick(["s", "é"]) };
  }

  #leave(key: string): void {
    this.#members.delete(key);
    // Now and then an audience still names a member whom the members model has lost.
    if (this.#dice.chance(0.8)) this.#tierOf.delete(key);
    if (this.#dice.chance(0.8)) this.#club.delete(key);
  }

  #move(key: string): void {
    const dice = this.#dice;
    if (dice.chance(0.8)) this.#tierOf.set(key, dice.pick(TIERS));
    else this.#tierOf.delete(key);
    if (dice.chance(0.5)) this.#club.add(key);
    else this.#club.delete(key);
  }

  #properties(): readonly (string | null)[] {
    return [this.#dice.pick(["1", "2", null, ""]), this.#dice.pick(["x:1", "x", "1;x"])];
  }

  /** A list is taken out of the file, or comes back, perhaps filled by another audience. */
  #reviseLists(): void {
    const dice = this.#dice;
    const revised = ALL_LISTS.filter(() => dice.chance(0.7));
    this.lists = revised.map((list) =>
      list.model === "aud_tier" && dice.chance(0.2) ? { ...list, audience: "bronze" } : list,
    );
    // One audience fills one list.
    const audiences = new Set<string | null>();
    this.lists = this.lists.filter(({ audience }) => !audiences.has(audience) && audiences.add(audience));
  }

  desired(): DesiredRows {
    const dice = this.#dice;
    const members = [...this.#members.values()];
    const tiers = [...this.#tierOf].map(([memberKey, audience]) => ({ audience, memberKey }));
    const club = [...this.#club].map((memberKey) => ({ audience: "in", memberKey }));
    // Duplicates are told, and the first of a key counts; rows without a key are told and dropped.
    const [firstMember] = members;
    if (firstMember !== undefined && dice.chance(0.1)) members.push(firstMember, { ...firstMember, key: "" });
    const [firstTier] = tiers;
    if (firstTier !== undefined && dice.chance(0.1)) tiers.push(firstTier, { ...firstTier, memberKey: "" });
    return {
      members: { model: "aud_members", isConsentAsked: this.#isConsentAsked, rows: members },
      suppress: this.#suppressions === null ? null : { model: "aud_suppressed", rows: this.#suppressions },
      audiences: [
        { model: "aud_tier", holdout: this.#holdout, rows: tiers },
        { model: "aud_club", holdout: dice.chance(0.5) ? this.#holdout : null, rows: club },
      ],
    };
  }
}
