/** What should be: the shop's members as they change, and what the models said at each build. */
import { holdoutBucket, type Holdout } from "../../src/domain/holdout.ts";
import type { DesiredRows } from "../../src/journal/in-memory/rows.ts";
import { recogniseContacts } from "../../src/journal/in-memory/recognise.ts";
import type { BuildFacts, PresentContact, Source } from "../../src/journal/source.ts";
import type { Sync } from "../../src/domain/sync.ts";
import type { Place } from "../../src/domain/place.ts";
import type { Recognised } from "../../src/domain/recognition.ts";
import type { Dice } from "./dice.ts";
import { excludedBy, type Excluded } from "./excluded.ts";

export interface Member {
  readonly key: string;
  readonly email: string | null;
  /** The list it belongs to; null for none. */
  readonly tier: string | null;
  readonly points: number;
  readonly isMember: boolean;
  readonly isDataError: boolean;
  readonly consent: boolean | null;
  /** How the suppress model names the member; null: it does not. */
  readonly suppressedBy: "key" | "address" | null;
}

export const TIERS = ["Golden", "Silver", "Bronze"] as const;
const MEMBERS = 12;
const KEYS = Array.from({ length: MEMBERS }, (_, at) => `m${String(at + 1).padStart(2, "0")}`);
/** The first ones only move from tier to tier: nothing about them may ever go wrong. */
const MOVERS = 4;

/** A third of the others, and no mover, who must never be on no list. */
const HOLDOUT: Holdout = { buckets: 3_000, seed: seedThatSparesMovers() };

function seedThatSparesMovers(): string {
  for (let at = 0; ; at += 1) {
    const held = KEYS.map((key) => holdoutBucket(`seed ${at}`, key) < 3_000);
    if (!held.slice(0, MOVERS).includes(true) && held.filter(Boolean).length >= 2) return `seed ${at}`;
  }
}

export class Truth implements Source<DesiredRows> {
  readonly members: Map<string, Member>;
  /** Those who ever had no address, an address that is or was another's, or a data error. */
  readonly awkward = new Set<string>();
  #newest: BuildFacts | undefined;
  #built: readonly Member[] = [];
  #builds = 0;
  #addresses = 0;
  #isHolding = false;
  #builtHoldout: Holdout | null = null;
  readonly #holders = new Map<string, string>();

  constructor(dice: Dice) {
    this.members = new Map(
      KEYS.map((key, at) => {
        const isMember = at < MOVERS || dice.chance(0.7);
        const tier = at < MOVERS || dice.chance(0.8) ? dice.pick(TIERS) : null;
        return [
          key,
          { key, email: null, tier, points: 0, isMember, isDataError: false, consent: true, suppressedBy: null },
        ];
      }),
    );
    this.#isHolding = dice.chance(0.3);
    for (const { key } of this.members.values()) this.#set(key, { email: this.freshAddress() });
  }

  get movers(): readonly string[] {
    return [...this.members.keys()].slice(0, MOVERS);
  }

  get others(): readonly string[] {
    return [...this.members.keys()].slice(MOVERS);
  }

  /** Life goes on: somebody moves, leaves, comes back, objects, gets another address or a broken row. */
  change(dice: Dice): void {
    if (dice.chance(0.5)) {
      this.#set(dice.pick(this.movers), { tier: dice.pick(TIERS) });
      return;
    }
    const key = dice.pick(this.others);
    const member = this.#member(key);
    if (dice.chance(0.02)) this.#isHolding = !this.#isHolding;
    const what = dice.between(0, 12);
    if (what <= 2) this.#set(key, { tier: dice.chance(0.8) ? dice.pick(TIERS) : null });
    else if (what <= 5) this.#set(key, { isMember: !member.isMember });
    else if (what === 6) this.#set(key, { points: member.points + 1 });
    else if (what === 7) this.#set(key, { email: this.freshAddress() });
    else if (what === 8)
      this.#set(key, { email: dice.chance(0.3) ? null : this.#member(dice.pick(this.others)).email });
    else if (what === 9) this.#set(key, { isDataError: !member.isDataError });
    else if (what <= 11) this.#set(key, { consent: member.consent === true ? dice.pick([false, null]) : true });
    else this.#set(key, { suppressedBy: member.suppressedBy === null ? dice.pick(["key", "address"]) : null });
  }

  /** Who must not be sent, as members are now. */
  excluded(): Excluded {
    return excludedBy(rowsOf([...this.members.values()], this.#holdout()));
  }

  #holdout(): Holdout | null {
    return this.#isHolding ? HOLDOUT : null;
  }

  /** Every row becomes a good one, with an address nobody ever had. */
  mend(): void {
    for (const key of this.members.keys()) this.#set(key, { email: this.freshAddress(), isDataError: false });
  }

  freshAddress(): string {
    this.#addresses += 1;
    return `person${this.#addresses}@example.com`;
  }

  /** dbt starts, with the members as they are now. */
  beginBuild(nowMs: number): BuildFacts {
    this.#builds += 1;
    const at = new Date(nowMs).toISOString();
    this.#built = [...this.members.values()];
    this.#builtHoldout = this.#holdout();
    this.#newest = {
      invocationId: `build ${this.#builds}`,
      asOf: at,
      startedAt: at,
      finishedAt: null,
      nodes: ["aud_members", "aud_suppressed", "aud_tier"].map((model) => ({
        model,
        relation: model,
        status: "success",
      })),
    };
    return this.#newest;
  }

  finishBuild({ invocationId }: BuildFacts, nowMs: number): void {
    if (this.#newest?.invocationId !== invocationId) return;
    this.#newest = { ...this.#newest, finishedAt: new Date(nowMs).toISOString() };
  }

  async newestBuild(): Promise<BuildFacts | undefined> {
    return this.#newest;
  }

  async recognise(
    _sync: Sync,
    _build: BuildFacts,
    place: Place,
    contacts: readonly PresentContact[],
  ): Promise<readonly Recognised[]> {
    return recogniseContacts(this.#built, await this.desired(), place, contacts);
  }

  async desired(): Promise<DesiredRows> {
    return rowsOf(this.#built, this.#builtHoldout);
  }

  #member(key: string): Member {
    const member = this.members.get(key);
    if (member === undefined) throw new Error(`There is no member ${key}.`);
    return member;
  }

  #set(key: string, change: Partial<Member>): void {
    const member = { ...(this.members.get(key) ?? fallback(key)), ...change };
    this.members.set(key, member);
    if (member.email === null || member.isDataError) this.awkward.add(key);
    if (member.email === null) return;
    const holder = this.#holders.get(member.email);
    if (holder === undefined) this.#holders.set(member.email, key);
    else if (holder !== key) {
      this.awkward.add(key);
      this.awkward.add(holder);
    }
  }
}

function fallback(key: string): Member {
  return {
    key,
    email: null,
    tier: null,
    points: 0,
    isMember: true,
    isDataError: false,
    consent: true,
    suppressedBy: null,
  };
}

/** What the models hold of these members. */
function rowsOf(members: readonly Member[], holdout: Holdout | null): DesiredRows {
  const known = members.filter(({ isMember }) => isMember);
  return {
    members: {
      model: "aud_members",
      isConsentAsked: true,
      rows: known.map(({ key, email, isDataError, points, consent }) => ({
        key,
        email,
        reason: isDataError ? "DATA_ERROR" : null,
        consent,
        properties: [String(points)],
      })),
    },
    // A model of its own: it names people whether they are members or not.
    suppress: {
      model: "aud_suppressed",
      rows: members.flatMap(({ key, email, suppressedBy }): { memberKey: string | null; email: string | null }[] => {
        if (suppressedBy === "key") return [{ memberKey: key, email: null }];
        return suppressedBy === "address" && email !== null ? [{ memberKey: null, email }] : [];
      }),
    },
    audiences: [
      {
        model: "aud_tier",
        holdout,
        rows: known.flatMap(({ key, tier, isDataError }) =>
          tier === null || isDataError ? [] : [{ memberKey: key, audience: tier }],
        ),
      },
    ],
  };
}
