/** Members whose addresses change, pass from one to another, are exchanged, shared and lost. */
import type { DesiredMember, DesiredRows } from "../../src/journal/in-memory/rows.ts";
import type { Dice } from "./dice.ts";

export const TIERS = ["gold", "silver"] as const;
const KEYS = ["m1", "m2", "m3", "m4", "m5", "m6"];
/** Nothing about them may ever go wrong: they move from tier to tier, and to addresses that nobody ever had. */
const MOVERS = 2;

interface Person {
  readonly key: string;
  readonly email: string | null;
  readonly tier: string | null;
  readonly points: string;
  readonly isMember: boolean;
  readonly isDataError: boolean;
}

export class AddressPeople {
  readonly #people = new Map<string, Person>();
  /** Every address that a mover ever had. */
  readonly addressesOf = new Map<string, Set<string>>();
  #addresses = 0;

  constructor(dice: Dice) {
    for (const key of KEYS)
      this.#set({
        key,
        email: this.#fresh(),
        tier: dice.pick(TIERS),
        points: "1",
        isMember: true,
        isDataError: false,
      });
  }

  get movers(): readonly string[] {
    return KEYS.slice(0, MOVERS);
  }

  change(dice: Dice): void {
    if (dice.chance(0.4)) {
      const mover = this.#person(dice.pick(this.movers));
      const email = dice.chance(0.5) ? this.#fresh() : mover.email;
      this.#set({ ...mover, email, tier: dice.pick(TIERS) });
      return;
    }
    const [one, other] = [dice, dice].map(() => this.#person(dice.pick(KEYS.slice(MOVERS))));
    if (one === undefined || other === undefined) return;
    const what = dice.between(0, 8);
    if (what === 0) this.#set({ ...one, email: this.#fresh() });
    else if (what === 1) this.#set({ ...one, email: other.email });
    else if (what === 2) this.#set({ ...one, email: null });
    else if (what === 3) this.#set({ ...one, isMember: !one.isMember });
    else if (what === 4) this.#set({ ...one, isDataError: !one.isDataError });
    else if (what === 5) this.#set({ ...one, points: dice.pick(["1", "2"]) });
    else if (what === 6) this.#set({ ...one, tier: dice.chance(0.8) ? dice.pick(TIERS) : null });
    else if (one.key !== other.key) {
      this.#set({ ...one, email: other.email });
      this.#set({ ...other, email: one.email });
    }
  }

  /** Every member has an address of his own, and a good row; perhaps the one that another had until now. */
  mend(dice: Dice): void {
    const taken = new Set<string>();
    for (const person of this.#people.values()) {
      const isFree = person.email !== null && !taken.has(person.email) && dice.chance(0.8);
      const email = isFree ? person.email : this.#fresh();
      if (email !== null) taken.add(email);
      this.#set({ ...person, email, isDataError: false });
    }
  }

  desired(): DesiredRows {
    const known = [...this.#people.values()].filter(({ isMember }) => isMember);
    return {
      members: {
        model: "aud_members",
        isConsentAsked: false,
        rows: known.map(({ key, email, isDataError, points }): DesiredMember => ({
          key,
          email,
          reason: isDataError ? "DATA_ERROR" : null,
          properties: [points],
        })),
      },
      suppress: null,
      audiences: [
        {
          model: "aud_tier",
          holdout: null,
          rows: known.flatMap(({ key, tier, isDataError }) =>
            tier === null || isDataError ? [] : [{ memberKey: key, audience: tier }],
          ),
        },
      ],
    };
  }

  /** Once they are mended: the addresses that belong on a list, and what is to be said of each contact. */
  addressesIn(tier: string): readonly string[] {
    return [...this.#people.values()]
      .flatMap((person) => (person.isMember && person.tier === tier ? (person.email ?? []) : []))
      .toSorted();
  }

  points(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      [...this.#people.values()].flatMap(({ email, points, isMember }) =>
        isMember && email !== null ? [[email, points]] : [],
      ),
    );
  }

  #fresh(): string {
    this.#addresses += 1;
    return `person${this.#addresses}@example.com`;
  }

  #person(key: string): Person {
    const person = this.#people.get(key);
    if (person === undefined) throw new Error(`There is no ${key}.`);
    return person;
  }

  #set(person: Person): void {
    this.#people.set(person.key, person);
    if (person.email === null || !this.movers.includes(person.key)) return;
    this.addressesOf.set(person.key, (this.addressesOf.get(person.key) ?? new Set()).add(person.email));
  }
}
