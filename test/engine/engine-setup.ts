/** A shop with one sync to a HubSpot stand-in in process: the real adapter, the journal in memory, a still clock. */
import { DEFAULT_GUARD_LIMITS, type Allowance } from "../../src/domain/guard.ts";
import { TransientError } from "../../src/domain/errors.ts";
import type { Holdout } from "../../src/domain/holdout.ts";
import type { Sync } from "../../src/domain/sync.ts";
import type { Destination } from "../../src/destination/destination.ts";
import { createHubSpot } from "../../src/destination/hubspot/hubspot.ts";
import type { DescribedProperty } from "../../src/destination/destination-type.ts";
import type { Engine, RunOptions, SyncTask } from "../../src/engine/engine.ts";
import type { Build } from "../../src/engine/run-syncs.ts";
import { runSyncs } from "../../src/engine/run-syncs.ts";
import type { RunReport, SyncReport } from "../../src/engine/report.ts";
import { InMemoryJournal } from "../../src/journal/in-memory/in-memory-journal.ts";
import type { DesiredRows } from "../../src/journal/in-memory/rows.ts";
import { recogniseContacts } from "../../src/journal/in-memory/recognise.ts";
import type { BuildFacts, PresentContact, Source } from "../../src/journal/source.ts";
import type { Place } from "../../src/domain/place.ts";
import type { Recognised } from "../../src/domain/recognition.ts";
import type { Clock } from "../../src/platform/clock.ts";
import type { HttpSend } from "../../src/platform/http.ts";
import type { Random } from "../../src/platform/random.ts";
import { createHubSpotSandbox, type HubSpotSandbox } from "../../src/sandbox/hubspot/hubspot-sandbox.ts";
import { inProcess } from "../../src/sandbox/in-process.ts";

export const MINUTE_MS = 60_000;
export const COOL_DOWN_MS = 15 * MINUTE_MS;
export const STALL_MS = 60_000;
export const AS_OF = "2026-11-22T09:00:00Z";

export const TIER: DescribedProperty = {
  name: "loyalty_tier",
  column: "tier_name",
  type: "string",
  format: null,
  label: "Loyalty tier",
  options: [],
};

/** What the models hold: member → e-mail and tier; a tier of null is in no list. */
export type World = Readonly<
  Record<string, { readonly email: string | null; readonly tier: string | null; readonly consent?: boolean | null }>
>;

/** Who must not be sent, as the sync and the suppress model say it. */
export interface Exclusions {
  readonly suppress: NonNullable<DesiredRows["suppress"]>["rows"] | null;
  readonly isConsentAsked: boolean;
  readonly holdout: Holdout | null;
}

const NOBODY: Exclusions = { suppress: null, isConsentAsked: false, holdout: null };

export const TIERS = ["Golden", "Silver"] as const;

export function syncNamed(name: string, changes: Partial<Sync> = {}): Sync {
  return {
    name,
    location: { file: `syncs/${name}.yml`, line: 1 },
    listLocations: new Map(TIERS.map((tier, at) => [`Loyalty ${tier}`, { file: `syncs/${name}.yml`, line: 20 + at }])),
    propertyLocations: new Map([[TIER.name, { file: `syncs/${name}.yml`, line: 10 }]]),
    exclusionLocations: new Map(),
    destination: {
      type: "hubspot",
      secrets: { token: "secret" },
      address: "http://hubspot.test",
      options: {},
      written: {},
    },
    members: {
      model: "aud_members",
      key: "customer_id",
      email: "email",
      reason: "reason_code",
      createContacts: true,
      onLeave: "clear",
    },
    properties: [TIER],
    audiences: [{ model: "aud_tier", lists: TIERS.map((audience) => ({ audience, list: `Loyalty ${audience}` })) }],
    suppress: null,
    consent: null,
    holdout: null,
    applyOn: null,
    guards: DEFAULT_GUARD_LIMITS,
    coolDownMs: null,
    definitionHash: "definition 1",
    mappingHash: "mapping 1",
    ...changes,
  };
}

export function rowsOf(world: World, { suppress, isConsentAsked, holdout }: Exclusions = NOBODY): DesiredRows {
  const members = Object.entries(world);
  return {
    members: {
      model: "aud_members",
      isConsentAsked,
      rows: members.map(([key, { email, tier, consent = true }]) => ({
        key,
        email,
        reason: null,
        consent,
        properties: [tier],
      })),
    },
    suppress: suppress === null ? null : { model: "aud_suppressed", rows: suppress },
    audiences: [
      {
        model: "aud_tier",
        holdout,
        rows: members.flatMap(([memberKey, { tier }]) => (tier === null ? [] : [{ memberKey, audience: tier }])),
      },
    ],
  };
}

/** Models that a test changes between runs. */
export class Models implements Source<DesiredRows> {
  world: World = {};
  exclusions: Exclusions = NOBODY;
  /** Customers who were members once and whom the models of this sync do not hold. */
  former: readonly { readonly key: string; readonly email: string | null }[] = [];
  build: BuildFacts | undefined;
  #count = 0;

  /** A new, finished, successful build of this world. */
  set(world: World, changes: Partial<BuildFacts> = {}): void {
    this.world = world;
    this.#count += 1;
    this.build = {
      invocationId: `build ${this.#count}`,
      asOf: AS_OF,
      startedAt: AS_OF,
      finishedAt: AS_OF,
      nodes: ["aud_members", "aud_suppressed", "aud_tier"].map((model) => ({
        model,
        relation: `marts.${model}`,
        status: "success",
      })),
      ...changes,
    };
  }

  async newestBuild(): Promise<BuildFacts | undefined> {
    return this.build;
  }

  async recognise(
    _sync: Sync,
    _build: BuildFacts,
    place: Place,
    contacts: readonly PresentContact[],
  ): Promise<readonly Recognised[]> {
    const wanted = rowsOf(this.world, this.exclusions);
    return recogniseContacts([...wanted.members.rows, ...this.former], wanted, place, contacts);
  }

  async desired(): Promise<DesiredRows> {
    return rowsOf(this.world, this.exclusions);
  }
}

export interface Shop {
  readonly clock: { ms: number } & Clock;
  readonly journal: InMemoryJournal;
  readonly models: Models;
  readonly sandbox: HubSpotSandbox;
  readonly destination: Destination;
  readonly engine: Engine<DesiredRows>;
  readonly task: SyncTask;
  /** A whole run over this world, with every guard obeyed unless allowed. */
  run(world: World, options?: Partial<RunOptions>): Promise<RunReport>;
}

export function openShop(
  changes: { readonly sync?: Partial<Sync>; readonly send?: (send: HttpSend) => HttpSend } = {},
): Shop {
  const clock = stillClock();
  const journal = new InMemoryJournal({ clock, leaseMs: 5 * MINUTE_MS });
  const models = new Models();
  const sandbox = createHubSpotSandbox({ clock, random: seededRandom(1) });
  const sync = syncNamed("tiers", changes.sync);
  const send = inProcess(sandbox, () => new TransientError("connection_lost", "The connection broke."));
  const destination = hubSpot(clock, changes.send?.(send) ?? send);
  const engine = {
    journal,
    source: models,
    clock,
    stallMs: STALL_MS,
    target: "prod",
    targets: ["dev", "prod"],
    allSyncs: [sync],
  };
  const task = { sync, destination };
  return {
    clock,
    journal,
    models,
    sandbox,
    destination,
    engine,
    task,
    run: async (world, options = {}) =>
      runSyncs(
        engine,
        [task],
        buildOf(models, () => models.set(world)),
        optionsOf(options),
      ),
  };
}

export function buildOf(models: Models, work: () => void): Build {
  return async () => {
    work();
    const { invocationId, asOf } = models.build ?? { invocationId: "", asOf: AS_OF };
    return { invocation_id: invocationId, as_of: asOf, models: 2, tests: 0, seconds: 0 };
  };
}

export function optionsOf(options: Partial<RunOptions> = {}): RunOptions {
  return { allowance: null, signal: new AbortController().signal, ...options };
}

export function allow(...guards: Allowance["guards"]): Allowance {
  return { guards, reason: "a test", by: "ann" };
}

export function hubSpot(clock: Clock, send: HttpSend): Destination {
  const random = seededRandom(2);
  const given = { token: "secret", baseUrl: "http://hubspot.test", properties: [TIER], createContacts: true };
  return createHubSpot({ ...given, clock, random, send, coolDownMs: COOL_DOWN_MS });
}

/** `enter/update/leave/unchanged/waiting/refused` per place, in order. */
export function countsOf(report: SyncReport): readonly string[] {
  return report.places.map(({ name, enter, update, leave, unchanged, waiting, refused }) =>
    [name, enter, update, leave, unchanged, waiting, refused].join(" "),
  );
}

export function onlySync(report: RunReport): SyncReport {
  const [sync] = report.syncs;
  if (sync === undefined) throw new Error(`No sync was run: ${JSON.stringify(report.error)}`);
  return sync;
}

/** The `loyalty_member_id`s on a list, ascending. */
export function membersAt(sandbox: HubSpotSandbox, list: string): readonly string[] {
  const ids = sandbox.membersOf(list) ?? [];
  return ids.map((id) => sandbox.contact(id)?.properties["loyalty_member_id"] ?? `record ${id}`).toSorted();
}

/** Time passes only while somebody sleeps, and when a test moves it. */
function stillClock(): { ms: number } & Clock {
  const clock = {
    ms: Date.parse(AS_OF),
    nowMs: () => clock.ms,
    sleep: async (ms: number, signal?: AbortSignal) => {
      signal?.throwIfAborted();
      clock.ms += ms;
    },
  };
  return clock;
}

/** A linear congruential generator (Numerical Recipes' constants). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const digit = (): string => Math.floor(fraction() * 16).toString(16);
  return { fraction, id: () => Array.from({ length: 32 }, digit).join("") };
}
