/** What should be: the shop's members as they change, and what the models said at each build. */
import type { DesiredRows } from "../../src/journal/in-memory/rows.ts";
import type { BuildFacts, Source } from "../../src/journal/source.ts";
import type { Dice } from "./dice.ts";

export interface Member {
  readonly key: string;
  readonly email: string | null;
  /** The list it belongs to; null for none. */
  readonly tier: string | null;
  readonly points: number;
  readonly isMember: boolean;
  readonly isDataError: boolean;
}

export const TIERS = ["Golden", "Silver", "Bronze"] as const;
const MEMBERS = 12;
/** The first ones only move from tier to tier: nothing about them may ever go wrong. */
const MOVERS = 4;

export class Truth implements Source<DesiredRows> {
  readonly members: Map<string, Member>;
  /** Those who ever had no address, an address that is or was another's, or a data error. */
  readonly awkward = new Set<string>();
  #newest: BuildFacts | undefined;
  #built: readonly Member[] = [];
  #builds = 0;
  #addresses = 0;
  readonly #holders = new Map<string, string>();

  constructor(dice: Dice) {
    this.members = new Map(
      Array.from({ length: MEMBERS }, (_, at) => {
        const key = `m${String(at + 1).padStart(2, "0")}`;
        const isMember = at < MOVERS || dice.chance(0.7);
        const tier = at < MOVERS || dice.chance(0.8) ? dice.pick(TIERS) : null;
        return [key, { key, email: null, tier, points: 0, isMember, isDataError: false }];
      }),
    );
    for (const { key } of this.members.values()) this.#set(key, { email: this.freshAddress() });
  }

  get movers(): readonly string[] {
    return [...this.members.keys()].slice(0, MOVERS);
  }

  get others(): readonly string[] {
    return [...this.members.keys()].slice(MOVERS);
  }

  /** Life goes on: somebody moves, leaves, comes back, gets another address or a broken row. */
  change(dice: Dice): void {
    if (dice.chance(0.5)) {
      this.#set(dice.pick(this.movers), { tier: dice.pick(TIERS) });
      return;
    }
    const key = dice.pick(this.others);
    const member = this.#member(key);
    const what = dice.between(0, 9);
    if (what <= 2) this.#set(key, { tier: dice.chance(0.8) ? dice.pick(TIERS) : null });
    else if (what <= 5) this.#set(key, { isMember: !member.isMember });
    else if (what === 6) this.#set(key, { points: member.points + 1 });
    else if (what === 7) this.#set(key, { email: this.freshAddress() });
    else if (what === 8)
      this.#set(key, { email: dice.chance(0.3) ? null : this.#member(dice.pick(this.others)).email });
    else this.#set(key, { isDataError: !member.isDataError });
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
    this.#newest = {
      invocationId: `build ${this.#builds}`,
      asOf: at,
      startedAt: at,
      finishedAt: null,
      nodes: ["aud_members", "aud_tier"].map((model) => ({ model, relation: model, status: "success" })),
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

  async desired(): Promise<DesiredRows> {
    const known = this.#built.filter(({ isMember }) => isMember);
    return {
      members: {
        model: "aud_members",
        isConsentAsked: false,
        rows: known.map(({ key, email, isDataError, points }) => ({
          key,
          email,
          reason: isDataError ? "DATA_ERROR" : null,
          properties: [String(points)],
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
  return { key, email: null, tier: null, points: 0, isMember: true, isDataError: false };
}
