/**
 * Random histories at Mailchimp's stand-in, by whole runs: members whose addresses change, pass on and are exchanged, and
 * people who archive, clean, unsubscribe and take back contacts meanwhile, with requests lost, late and doubled.
 * `MAILCHIMP_SEED` repeats a failing history (with `MAILCHIMP_HISTORIES=1`).
 */
import { expect, test } from "vitest";
import { TransientError } from "../../src/domain/errors.ts";
import { createMailchimp } from "../../src/destination/mailchimp/mailchimp.ts";
import { runSyncs } from "../../src/engine/run-syncs.ts";
import { InMemoryJournal } from "../../src/journal/in-memory/in-memory-journal.ts";
import type { Random } from "../../src/platform/random.ts";
import type { Fault } from "../../src/sandbox/faults.ts";
import { inProcess } from "../../src/sandbox/in-process.ts";
import { createMailchimpSandbox, type MailchimpSandbox } from "../../src/sandbox/mailchimp/mailchimp-sandbox.ts";
import { seededRandom } from "../contract/destination-setup.ts";
import { AUDIENCE, KEY } from "../contract/mailchimp-setup.ts";
import { allow, buildOf, MINUTE_MS, Models, openShop, optionsOf, STALL_MS, syncNamed, TIER } from "./engine-setup.ts";

const FIRST_SEED = Number(process.env["MAILCHIMP_SEED"] ?? 1);
const HISTORIES = Number(process.env["MAILCHIMP_HISTORIES"] ?? 40);
const BUSY_RUNS = 10;
const QUIET_RUNS = 10;
const ADDRESSES = Array.from({ length: 14 }, (_, at) => `a${at}@example.com`);
const KEYS = Array.from({ length: 10 }, (_, at) => `k${at}`);
const STATUSES = ["archived", "unsubscribed", "subscribed", "cleaned"] as const;
const FAULTS: readonly Fault[] = [
  { kind: "lost" },
  { kind: "timeout" },
  { kind: "late", withinMs: 20_000 },
  { kind: "double", withinMs: 20_000 },
  { kind: "drop-row" },
  { kind: "partial" },
  { kind: "status", status: 500 },
];
const SYNC = syncNamed("tiers", {
  destination: {
    type: "mailchimp",
    secrets: { api_key: KEY },
    address: "http://mailchimp.test",
    options: { audience: AUDIENCE, lists_as: "segments" },
    written: {},
  },
});

interface Person {
  readonly email: string | null;
  readonly tier: string | null;
  readonly consent: boolean;
}

class History {
  readonly #random: Random;
  readonly #models = new Models();
  readonly #sandbox: MailchimpSandbox;
  readonly #run: () => Promise<unknown>;
  /** Two whom nothing happens to: a model that is empty is never sent. */
  readonly #people = new Map<string, Person>([
    ["z1", { email: "z1@example.com", tier: "Golden", consent: true }],
    ["z2", { email: "z2@example.com", tier: "Silver", consent: true }],
  ]);

  constructor(seed: number) {
    this.#random = seededRandom(seed);
    const { clock } = openShop();
    const journal = new InMemoryJournal({ clock, leaseMs: 5 * MINUTE_MS });
    this.#sandbox = createMailchimpSandbox({ clock, random: seededRandom(seed + 1), key: KEY });
    const send = inProcess(this.#sandbox, () => new TransientError("connection_lost", "The connection broke."));
    const models = this.#models;
    const targets = { target: "prod", targets: ["prod"] };
    const engine = { journal, source: models, clock, stallMs: STALL_MS, allSyncs: [SYNC], ...targets };
    const parts = { key: KEY, baseUrl: "http://mailchimp.test", audience: AUDIENCE, listsAs: "segments" } as const;
    const options = optionsOf({ allowance: allow("leaves", "enters", "first-run", "shrink") });
    this.#run = async () => {
      clock.ms += 20 * MINUTE_MS;
      const random = seededRandom(clock.ms);
      const properties = [TIER];
      const destination = createMailchimp({ ...parts, properties, createContacts: true, clock, random, send });
      const build = buildOf(models, () => models.set(Object.fromEntries(this.#people)));
      await runSyncs(engine, [{ sync: SYNC, destination }], build, options);
      this.#sandbox.settleLate();
    };
  }

  /** What is wrong in the end, or was on the way. */
  async play(): Promise<readonly string[]> {
    const wrong: string[] = [];
    this.#models.exclusions = { suppress: null, isConsentAsked: true, holdout: null };
    for (let run = 0; run < BUSY_RUNS + QUIET_RUNS; run += 1) {
      const isBusy = run < BUSY_RUNS;
      if (isBusy) this.#disturb();
      // Most of those who were archived are taken back in the end.
      else if (run === BUSY_RUNS) this.#takeBack();
      const isFaulty = isBusy && this.#chance(0.6);
      this.#sandbox.setFaults(isFaulty ? [{ fault: this.#pick(FAULTS), share: 0.25 }] : []);
      const before = new Map(this.#sandbox.members().map(({ id, status }) => [id, status]));
      await this.#run();
      for (const { id, address, status } of this.#sandbox.members())
        if ((before.get(id) ?? "transactional") !== status) wrong.push(`${address} became ${status}`);
    }
    return [...wrong, ...this.#wrongInTheEnd()];
  }

  #disturb(): void {
    for (let at = 0; at < 4; at += 1) {
      const [key, other] = [this.#pick(KEYS), this.#pick(KEYS)];
      const [one, two] = [this.#people.get(key), this.#people.get(other)];
      const drawn = this.#random.fraction();
      if (drawn < 0.2) this.#people.delete(key);
      else if (one !== undefined && two !== undefined && drawn < 0.4) {
        this.#people.set(key, { ...one, email: two.email });
        this.#people.set(other, { ...two, email: one.email });
      } else if (one !== undefined && drawn < 0.5)
        this.#people.set(key, { ...one, email: one.email?.toUpperCase() ?? null });
      else {
        const email = this.#chance(0.1) ? null : this.#pick(ADDRESSES);
        this.#people.set(key, { email, tier: this.#pick(["Golden", "Silver", null]), consent: this.#chance(0.9) });
      }
    }
    const members = this.#sandbox.members();
    if (members.length > 0 && this.#chance(0.6))
      this.#sandbox.byHand.setStatus(this.#pick(members).id, this.#pick(STATUSES));
  }

  #takeBack(): void {
    for (const { id, status } of this.#sandbox.members())
      if (status === "archived" && this.#chance(0.7)) this.#sandbox.byHand.setStatus(id, "subscribed");
  }

  /** Of contacts that take what is written, and of addresses that are not two people's: those are refused, with a reason. */
  #wrongInTheEnd(): readonly string[] {
    const wanted = Map.groupBy(
      [...this.#people.values()].filter(({ email, consent }) => email !== null && consent),
      ({ email }) => email?.toLowerCase(),
    );
    return this.#sandbox.members().flatMap(({ id, address, status, mergeFields }) => {
      const [person, ...others] = wanted.get(address.toLowerCase()) ?? [];
      if (others.length > 0 || (status !== "subscribed" && status !== "transactional")) return [];
      const tier = person?.tier ?? "";
      const lists = this.#sandbox.segments().filter(({ members }) => members.has(id));
      const names = lists.map(({ name }) => name).join(", ");
      const isRight = names === (tier === "" ? "" : `Loyalty ${tier}`) && String(mergeFields["TIER"] ?? "") === tier;
      return isRight ? [] : [`${address} is ${tier}, is on ${names} and has ${String(mergeFields["TIER"])}`];
    });
  }

  #pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.#random.fraction() * items.length)];
    if (item === undefined) throw new RangeError("There is nothing to pick from.");
    return item;
  }

  #chance(share: number): boolean {
    return this.#random.fraction() < share;
  }
}

test(`everybody is on the list of their tier and no status moves, in ${HISTORIES} histories from seed ${FIRST_SEED}`, async () => {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + HISTORIES; seed += 1)
    expect(await new History(seed).play(), `MAILCHIMP_SEED=${seed} MAILCHIMP_HISTORIES=1`).toEqual([]);
});
