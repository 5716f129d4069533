/** One random history: members change, runners die or stall, the network lies, people meddle; then all is still. */
import { TransientError } from "../../src/domain/errors.ts";
import { createHubSpot } from "../../src/destination/hubspot/hubspot.ts";
import { specsOf } from "../../src/engine/find-places.ts";
import type { BuildReport, RunReport } from "../../src/engine/report.ts";
import { runSyncs } from "../../src/engine/run-syncs.ts";
import { isHeldElsewhere, type MemberAtPlace } from "../../src/journal/journal.ts";
import { createHubSpotSandbox, type HubSpotSandbox } from "../../src/sandbox/hubspot/hubspot-sandbox.ts";
import { checkCounts } from "./check-counts.ts";
import { Dice } from "./dice.ts";
import { excludedBy, type Excluded } from "./excluded.ts";
import { inMemoryStore, type HistoryStore, type OpenStore } from "./history-store.ts";
import { buffering, override, type Rows } from "./knock-outs.ts";
import * as oracle from "./oracle.ts";
import { People } from "./people.ts";
import { HEALTHY, Runner, type Fate } from "./runner.ts";
import {
  ALLOWANCE,
  ATTEMPTS,
  boundsOf,
  BUGS,
  faultsOf,
  LEASE_MS,
  MINUTE_MS,
  POINTS,
  QUIET_RUNS,
  STARTS_MAX,
  SYNC,
  type Bounds,
} from "./setting.ts";
import { Simulation } from "./simulation.ts";
import { Truth } from "./truth.ts";
import { Wire } from "./wire.ts";

export interface Verdict {
  readonly seed: number;
  readonly wrong: readonly string[];
  /** Of `wrong`: what stands at the destination in the end. */
  readonly wrongAtEnd: readonly string[];
  readonly compared: number;
  readonly excused: number;
  readonly runs: number;
  readonly deaths: number;
  readonly requests: number;
  readonly unsettled: number;
}

export async function playHistory(
  seed: number,
  knockOut: (journal: Rows) => Rows = (journal) => journal,
  openStore: OpenStore = inMemoryStore,
): Promise<Verdict> {
  const simulation = new Simulation(Date.UTC(2026, 0, 1));
  const store = await openStore(simulation);
  try {
    return await new History(seed, knockOut, simulation, store).play();
  } finally {
    await store.close();
  }
}

class History {
  readonly #seed: number;
  readonly #bounds: Bounds;
  readonly #dice: Dice;
  readonly #simulation: Simulation;
  readonly #truth: Truth;
  readonly #sandbox: HubSpotSandbox;
  readonly #store: HistoryStore;
  readonly #journal: Rows;
  readonly #knockOut: (journal: Rows) => Rows;
  readonly #wire: Wire;
  readonly #takeovers: oracle.Takeover[] = [];
  readonly #excludedOf = new Map<string, Excluded>();
  readonly #people: People;
  readonly #onList = new Set<string>();
  readonly #wrong = new Set<string>();
  readonly #running: Promise<unknown>[] = [];
  #isQuiet = false;
  #isMended = false;
  #starts = 0;
  #deaths = 0;
  #unsettled = 0;
  #lastReport: RunReport | undefined;

  constructor(seed: number, knockOut: (journal: Rows) => Rows, simulation: Simulation, store: HistoryStore) {
    this.#seed = seed;
    this.#simulation = simulation;
    this.#store = store;
    this.#journal = store.onlooker;
    this.#bounds = boundsOf(seed);
    this.#knockOut = knockOut;
    this.#dice = new Dice(seed);
    this.#truth = new Truth(this.#dice);
    this.#sandbox = createHubSpotSandbox({ clock: this.#simulation, random: new Dice(seed + 1_000_003) });
    this.#people = new People(this.#sandbox, this.#truth);
    this.#wire = new Wire(this.#simulation, this.#sandbox, this.#dice, () => this.#observe());
  }

  async play(): Promise<Verdict> {
    return this.#simulation.play(async () => {
      const starts = this.#dice.between(6, STARTS_MAX);
      const [, list] = specsOf(SYNC);
      if (list !== undefined && this.#dice.chance(0.5)) await this.#people.begin(this.#journal, SYNC.name, list);
      for (let step = 0; step < starts; step += 1) await this.#step();
      await this.#becomeQuiet();
      return this.#judge();
    });
  }

  /** In these histories the destination also refuses single rows at random, so that any row may be refused. */
  get #mayRefuse(): boolean {
    return this.#seed % 5 === 0;
  }

  async #step(): Promise<void> {
    const dice = this.#dice;
    for (let count = dice.between(0, 8); count > 0; count -= 1) this.#truth.change(dice);
    if (dice.chance(0.3)) this.#people.meddle(dice, await this.#journal.places(SYNC.name));
    this.#sandbox.setFaults(faultsOf(this.#bounds, { isOutage: dice.chance(0.2), mayRefuse: this.#mayRefuse }));
    // Nobody can be entered for a while, but anybody left.
    if (dice.chance(0.15))
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1)
        this.#sandbox.faultNext({ kind: dice.chance(0.5) ? "timeout" : "lost" }, "/memberships/add");
    const fate = this.#fate();
    const run = this.#start(fate);
    this.#running.push(run);
    // One that stands still is not waited for: another may take its lease meanwhile.
    if (fate.pausesAt === null && fate.stallsAt === null && dice.chance(0.7)) await run;
    const minutes = dice.chance(0.75) ? dice.between(0, 4) : dice.between(5, 30);
    await this.#simulation.sleep(minutes * MINUTE_MS + dice.between(0, 59_999));
  }

  #fate(): Fate {
    const dice = this.#dice;
    // Most of what can go wrong goes wrong between the first call and the last receipt.
    const countsFrom = dice.chance(0.7) ? "announce" : "start";
    const callsMax = countsFrom === "start" ? 60 : dice.pick([8, 25]);
    const diesAt = dice.chance(0.45) ? dice.between(1, callsMax) : null;
    const pausesAt = dice.chance(0.15) ? dice.between(1, callsMax) : null;
    const stallsAt = dice.chance(0.3) ? dice.between(1, 3) : null;
    return {
      countsFrom,
      diesAt,
      diesAfterwards: dice.chance(0.5),
      pausesAt,
      pauseMs: dice.between(1, 20) * MINUTE_MS,
      stallsAt,
      stallMs: dice.between(1, this.#bounds.stallMs - 5_000),
    };
  }

  async #start(fate: Fate): Promise<void> {
    this.#starts += 1;
    const runner = new Runner(`runner ${this.#starts}`, this.#simulation, fate);
    const own = await this.#store.open(runner.name);
    const journal = runner.wrap(this.#knockOut(this.#journalOf(runner, own.journal)));
    const destination = createHubSpot({
      token: "secret",
      baseUrl: SYNC.destination.address,
      properties: [POINTS],
      createContacts: true,
      coolDownMs: this.#bounds.coolDownMs,
      clock: runner,
      random: this.#dice,
      send: this.#wire.from(runner),
    });
    const engine = {
      journal,
      source: runner.wrap(this.#truth, (method) => !["newestBuild", "desired"].includes(method)),
      clock: runner,
      stallMs: this.#bounds.stallMs,
      target: "prod",
      targets: ["prod"],
      allSyncs: [SYNC],
    };
    const task = { sync: SYNC, destination: runner.wrap(destination, (method) => method === "contacts") };
    const run = runSyncs(engine, [task], async () => this.#build(runner), {
      allowance: ALLOWANCE,
      signal: new AbortController().signal,
    });
    const end = await Promise.race([run, runner.died]);
    if (end === "died") {
      this.#deaths += 1;
      await own.die();
    } else this.#read(end);
  }

  /** Half of the histories lose what was not flushed when a runner dies. */
  #journalOf(runner: Runner, own: Rows): Rows {
    const journal = override(own, {
      acquire: async (sync) => {
        const lease = await own.acquire(sync);
        if (!isHeldElsewhere(lease))
          this.#takeovers.push({ fence: lease.fence, runner: runner.name, atMs: this.#simulation.nowMs() });
        return lease;
      },
      plan: async (lease, request) => {
        const known = await this.#shown();
        const head = await own.plan(lease, request);
        this.#excludedOf.set(runner.name, excludedBy(request.desired));
        for (const line of checkCounts(request, head, known)) this.#wrong.add(line);
        return head;
      },
    });
    return this.#seed % 2 === 0 ? buffering(journal) : journal;
  }

  async #build(runner: Runner): Promise<BuildReport> {
    return runner.call("build", async () => {
      const facts = this.#truth.beginBuild(this.#simulation.nowMs());
      await this.#simulation.sleep(this.#dice.between(5_000, 60_000));
      if (!this.#isQuiet && this.#dice.chance(0.03)) throw new TransientError("dbt_stopped", "A model failed.");
      this.#truth.finishBuild(facts, this.#simulation.nowMs());
      return { invocation_id: facts.invocationId, as_of: facts.asOf, models: 2, tests: 0, seconds: 1 };
    });
  }

  #read(report: RunReport): void {
    this.#lastReport = report;
    const errors = [report.error, ...report.syncs.map(({ error }) => error)];
    for (const error of errors)
      if (error !== null && BUGS.has(error.code)) this.#wrong.add(`${error.code}: ${error.message}`);
    for (const { receipts } of report.syncs) this.#unsettled += receipts.unsettled;
  }

  #observe(): void {
    if (this.#mayRefuse) return;
    for (const line of oracle.moversOnNone(this.#sandbox, this.#truth, this.#onList)) this.#wrong.add(line);
  }

  /** Faults off, nobody dies, nothing changes; half of the histories get all rows mended first. */
  async #becomeQuiet(): Promise<void> {
    await Promise.all(this.#running);
    this.#sandbox.setFaults([]);
    this.#isQuiet = true;
    this.#isMended = this.#dice.chance(0.5);
    if (this.#isMended) this.#truth.mend();
    for (let run = 0; run < QUIET_RUNS; run += 1) {
      await this.#simulation.sleep(this.#bounds.coolDownMs + this.#bounds.stallMs + LEASE_MS);
      await this.#start(HEALTHY);
    }
  }

  async #judge(): Promise<Verdict> {
    const [truth, sandbox, shown] = [this.#truth, this.#sandbox, await this.#shown()];
    const excluded = truth.excluded();
    const outside = { truth, sandbox, people: this.#people, isMended: this.#isMended, shown, excluded };
    const end = oracle.judgeEnd(outside);
    const writes = this.#wire.writes;
    const wrong = [
      ...this.#wrong,
      ...end.wrong,
      ...(await this.#stillMoving()),
      ...oracle.contradictions(outside, writes, this.#bounds.coolDownMs),
      ...oracle.forbiddenWrites(writes, this.#excludedOf),
      ...oracle.lateWrites(writes, this.#takeovers, this.#bounds.stallMs),
      ...sandbox.calls.forbidden.map((what) => `forbidden: ${what}`),
    ];
    return {
      seed: this.#seed,
      wrong,
      wrongAtEnd: end.wrong,
      compared: end.compared,
      excused: end.excused,
      runs: this.#starts,
      deaths: this.#deaths,
      requests: sandbox.calls.total,
      unsettled: this.#unsettled,
    };
  }

  /** The last plan holds nothing but awkward rows that are refused once more, and what follows them. */
  async #stillMoving(): Promise<readonly string[]> {
    const last = this.#lastReport?.syncs[0];
    if (last?.plan == null) return [`the last run made no plan: ${last?.error?.code ?? this.#lastReport?.error?.code}`];
    const rows = await this.#journal.planRows(last.plan, { limit: 1_000 });
    const moving = rows.filter(
      ({ memberKey, receipt }) =>
        !(receipt?.outcome === "refused" || receipt?.reason === "predecessor") ||
        !(this.#truth.awkward.has(memberKey) || this.#people.handled.has(memberKey)),
    );
    return [
      ...moving.map(({ op, placeNo, memberKey }) => `the last plan still has ${op} ${memberKey} at place ${placeNo}`),
      ...last.places.filter(({ waiting }) => waiting > 0).map(({ name }) => `rows still wait at ${name}`),
    ];
  }

  async #shown(): Promise<ReadonlyMap<string, readonly MemberAtPlace[]>> {
    const shown = new Map<string, readonly MemberAtPlace[]>();
    for (const key of this.#truth.members.keys()) shown.set(key, await this.#journal.member(SYNC.name, key));
    return shown;
  }
}
