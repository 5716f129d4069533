/** One random history of a sync: builds, plans, answers, crashes and late runners, told to both journals. */
import { expect } from "vitest";
import type { PlaceSpec, TakenPlace } from "../../src/domain/place.ts";
import { WAVES, type Change, type Wave } from "../../src/domain/change.ts";
import type { Outcome, Receipt } from "../../src/domain/receipt.ts";
import type { Lease, PlannedPlace, PlanRequest } from "../../src/journal/journal.ts";
import type { DesiredRows } from "../../src/journal/in-memory/rows.ts";
import type { ManualClock } from "../support/manual-clock.ts";
import { allOf, LEASE_MS } from "./journal-under-test.ts";
import type { TwinJournals, Twins } from "./journal-twins.ts";
import { decideBy, RECORDS, takeOverBy } from "./journal-decisions.ts";
import { World, type Dice } from "./journal-world.ts";

const COOL_DOWN_MS = 900;
const CONTACT: PlaceSpec = { kind: "contact", name: "contacts", model: null, audience: null };

export interface HistoryParts {
  readonly twins: TwinJournals;
  readonly dice: Dice;
  readonly clock: ManualClock;
  readonly sync: string;
  readonly identifiedBy: World["identifiedBy"];
}

export class History {
  readonly #twins: TwinJournals;
  readonly #dice: Dice;
  readonly #clock: ManualClock;
  readonly #sync: string;
  readonly #world: World;
  /** Leases that were lost, and whose runners may still write. */
  #proposed = "";
  readonly #late: Twins<Lease>[] = [];
  /** Members whom the destination refuses nearly always, so that waits grow. */
  readonly #unwanted: ReadonlySet<string>;
  #builds = 0;

  constructor({ twins, dice, clock, sync, identifiedBy }: HistoryParts) {
    this.#twins = twins;
    this.#dice = dice;
    this.#clock = clock;
    this.#sync = sync;
    this.#world = new World(dice, identifiedBy);
    this.#unwanted = new Set(["a", "b", "c", "d", "e", "f", "g", "h"].filter(() => dice.chance(0.2)));
  }

  /** One run, from the lease to its end or to a crash. */
  async run(): Promise<void> {
    const dice = this.#dice;
    this.#clock.advance(dice.pick([1, 200, COOL_DOWN_MS - 1, COOL_DOWN_MS, 5_000]));
    if (dice.chance(0.85)) this.#world.pass();
    if (dice.chance(0.7)) this.#builds += 1;
    const leases = await this.#twins.acquire(this.#sync);
    const allowance = dice.chance(0.2) ? { guards: ["leaves" as const], reason: "moved", by: "ann" } : null;
    const begun = this.#twins.askUnder("begin", leases, (side, lease) => side.journal.beginRun(lease, allowance));
    const runNo = (await begun) ?? 0;
    if (dice.chance(0.15)) await decideBy(this.#twins, dice, leases, this.#world.identifiedBy);
    const places = await this.#prepare(leases);
    const planNo = await this.#plan(leases, runNo, places);
    if (dice.chance(0.1)) await decideBy(this.#twins, dice, leases, this.#world.identifiedBy);
    const isAlive = planNo === undefined || dice.chance(0.1) || (await this.#apply(leases, planNo));
    if (isAlive) await this.#end(leases, runNo);
    else await this.#crash(leases);
    await this.#look();
  }

  async #closeOpen(leases: Twins<Lease>, stallMs: number): Promise<void> {
    const open = await this.#twins.askUnder("openPlan", leases, (side, lease) => side.journal.openPlan(lease));
    if (open === undefined) return;
    if (open.state === "planned" && this.#dice.chance(0.5)) return;
    await this.#close(leases, open.planNo, stallMs);
  }

  async #close(leases: Twins<Lease>, planNo: number, stallMs: number): Promise<void> {
    await this.#twins.askUnder(`close ${planNo}`, leases, (side, lease) => side.journal.close(lease, planNo, stallMs));
  }

  /** Proposes what the file names, takes some of it, and keeps the places it does not name any more. */
  async #prepare(leases: Twins<Lease>): Promise<readonly PlannedPlace[]> {
    const dice = this.#dice;
    const specs = [CONTACT, ...this.#world.lists];
    const isChanged = this.#proposed !== JSON.stringify(specs);
    this.#proposed = JSON.stringify(specs);
    for (const spec of isChanged || dice.chance(0.1) ? specs : [])
      await this.#twins.askUnder(`propose ${spec.name}`, leases, (side, lease) =>
        side.journal.propose(lease, spec, "account"),
      );
    const known = (await this.#twins.ask("places", (side) => side.journal.places(this.#sync))) ?? [];
    for (const place of known)
      if (place.takenAtMs === null && dice.chance(0.7))
        await (place.kind === "list" && dice.chance(0.3)
          ? takeOverBy(this.#twins, dice, leases, { placeNo: place.placeNo, identifiedBy: this.#world.identifiedBy })
          : this.#record(leases, place.placeNo, place.kind === "list"));
    const places = (await this.#twins.ask("places", (side) => side.journal.places(this.#sync))) ?? [];
    return places.map((place) => ({
      place,
      isInFile: specs.some(({ kind, name }) => kind === place.kind && name === place.name),
      countAtDestination: dice.chance(0.5) ? dice.below(9) : null,
    }));
  }

  async #record(leases: Twins<Lease>, placeNo: number, isList: boolean): Promise<void> {
    const kept = isList ? RECORDS.filter(() => this.#dice.chance(0.15)) : [];
    const taken: TakenPlace = {
      listId: isList ? `list ${placeNo}` : null,
      count: kept.length,
      isCreatedByUs: this.#dice.chance(0.5),
    };
    const given = [...kept, ...kept.slice(0, 1)];
    await this.#twins.askUnder(`record ${placeNo}`, leases, (side, lease) =>
      side.journal.record(lease, placeNo, taken, each(given)),
    );
  }

  async #plan(leases: Twins<Lease>, runNo: number, places: readonly PlannedPlace[]): Promise<number | undefined> {
    const request: PlanRequest<DesiredRows> = {
      sync: this.#sync,
      runNo,
      definitionHash: `definition ${this.#world.lists.length}`,
      invocationId: `build ${this.#builds}`,
      asOf: "2026-01-01T00:00:00Z",
      places,
      desired: this.#world.desired(),
      coolDownMs: COOL_DOWN_MS,
      onLeave: this.#world.onLeave,
      identifiedBy: this.#world.identifiedBy,
      properties: ["points", "status"],
      mappingHash: this.#world.mappingHash,
    };
    const stallMs = this.#dice.pick([0, 300, 2_000]);
    const previewed = this.#dice.chance(0.5)
      ? await this.#twins.ask(`preview ${JSON.stringify(request)}`, (side) => side.preview(request, stallMs))
      : undefined;
    await this.#closeOpen(leases, stallMs);
    const head = await this.#twins.askUnder(`plan ${JSON.stringify(request)}`, leases, (side, lease) =>
      side.plan(lease, request),
    );
    if (head === undefined) return undefined;
    const rows = await this.#twins.ask(`planRows ${head.planNo}`, async (side) => ({
      rows: await side.journal.planRows(head.planNo, { limit: 1_000 }),
      pages: await allOf(side.journal.planPages(head.planNo)),
    }));
    // What was previewed is what is planned.
    if (previewed !== undefined) expect({ counts: head.counts, ...rows }, this.#twins.story()).toEqual(previewed);
    for (const { fromPlaceNo, toPlaceNo } of (rows?.rows ?? []).flatMap(({ move }) => move ?? []).slice(0, 2))
      await this.#twins.ask(`the move ${fromPlaceNo} to ${toPlaceNo}`, (side) =>
        side.journal.planRows(head.planNo, { move: { fromPlaceNo, toPlaceNo }, limit: 2 }),
      );
    return head.planNo;
  }

  /** False: the runner died on the way. */
  async #apply(leases: Twins<Lease>, planNo: number): Promise<boolean> {
    const dice = this.#dice;
    const basis = {
      definitionHash: dice.chance(0.03) ? "another" : `definition ${this.#world.lists.length}`,
      invocationId: dice.chance(0.03) ? "another" : `build ${this.#builds}`,
    };
    if (dice.chance(0.02)) this.#clock.advance(24 * 60 * 60 * 1000 + 1);
    const answer = await this.#twins.askUnder(`announce ${planNo}`, leases, (side, lease) =>
      side.journal.announce(lease, planNo, basis),
    );
    if (answer?.is !== "announced") return true;
    if (dice.chance(0.1)) {
      const membersMax = dice.below(5);
      await this.#twins.askUnder(`withholdBeyond ${planNo} ${membersMax}`, leases, (side, lease) =>
        side.journal.withholdBeyond(lease, planNo, membersMax),
      );
    }
    for (const wave of WAVES) {
      if (dice.chance(0.05)) return false;
      if (!(await this.#send(leases, planNo, wave))) return false;
    }
    await this.#twins.ask("flush", (side) => side.journal.flush());
    if (dice.chance(0.1)) return false;
    await this.#close(leases, planNo, dice.pick([0, 300, 2_000]));
    return true;
  }

  /** Sends a wave page by page. False: the runner died on the way, or stopped and withheld the rest. */
  async #send(leases: Twins<Lease>, planNo: number, wave: Wave): Promise<boolean> {
    const dice = this.#dice;
    await this.#twins.askUnder(`settleUnready ${planNo} wave ${wave}`, leases, (side, lease) =>
      side.journal.settleUnready(lease, planNo, wave),
    );
    let after = 0;
    for (;;) {
      const limit = dice.pick([3, 50, 50]);
      const page = await this.#twins.ask(`changes ${planNo} wave ${wave} after ${after} limit ${limit}`, (side) =>
        side.journal.changes(planNo, wave, after, limit),
      );
      if (page === undefined || page.length === 0) return true;
      await this.#append(
        leases,
        planNo,
        page.flatMap((change) => this.#answer(change)),
      );
      if (dice.chance(0.04)) return false;
      if (dice.chance(0.04)) {
        await this.#twins.askUnder(`withholdRest ${planNo}`, leases, (side, lease) =>
          side.journal.withholdRest(lease, planNo, "not_sent"),
        );
        return true;
      }
      after = page.at(-1)?.ordinal ?? after;
    }
  }

  async #append(leases: Twins<Lease>, planNo: number, receipts: readonly Receipt[]): Promise<void> {
    this.#clock.advance(this.#dice.below(50));
    const [first] = receipts;
    // Now and then one row is answered twice, in one batch or in the next.
    const doubled =
      first !== undefined && this.#dice.chance(0.1) ? [...receipts, { ...first, recordId: "r9" }] : receipts;
    await this.#twins.askUnder(`append ${planNo} ${JSON.stringify(doubled)}`, leases, (side, lease) =>
      side.journal.append(lease, planNo, doubled),
    );
    for (const late of this.#late.slice(-1))
      if (this.#dice.chance(0.1))
        await this.#twins.askUnder(`append ${planNo}, late`, late, (side, lease) =>
          side.journal.append(lease, planNo, receipts),
        );
  }

  /** None: the request was lost, or never sent. */
  #answer({ ordinal, op, recordId, placeNo, identity, memberKey }: Change): readonly Receipt[] {
    const dice = this.#dice;
    if (dice.chance(0.08)) return [];
    const isUnwanted = this.#unwanted.has(memberKey) && dice.chance(0.85);
    const outcome: Outcome = isUnwanted
      ? "refused"
      : dice.chance(0.72)
        ? "accepted"
        : dice.pick(["refused", "withheld", "unsettled"]);
    // Usually a contact keeps its record; sometimes it is linked to one that another member has.
    const own = recordId ?? RECORDS[identity.charCodeAt(0) % 5] ?? null;
    const known = dice.chance(0.9) ? own : dice.pick([...RECORDS, null]);
    const reason = outcome === "accepted" ? (dice.chance(0.03) ? "same_record" : null) : `${outcome}_${dice.below(2)}`;
    return [
      {
        ordinal,
        outcome,
        reason,
        message: outcome === "refused" ? `no to ${op} at ${placeNo}` : null,
        recordId: dice.chance(0.9) ? known : null,
        ticket: dice.chance(0.05) ? "ticket" : null,
      },
    ];
  }

  async #end(leases: Twins<Lease>, runNo: number): Promise<void> {
    const end = { asOf: "2026-01-01T00:00:00Z", exitCode: this.#dice.below(6) };
    await this.#twins.askUnder(`finish ${runNo}`, leases, (side, lease) => side.journal.finishRun(lease, runNo, end));
    await this.#twins.askUnder("end", leases, (_side, lease) => lease.end());
  }

  async #crash(leases: Twins<Lease>): Promise<void> {
    await this.#twins.crash();
    this.#clock.advance(LEASE_MS);
    this.#late.push(leases);
  }

  /** What people would see, after each run. */
  async #look(): Promise<void> {
    if (this.#dice.chance(0.1)) await this.#twins.ask("plans", (side) => side.journal.plans(3));
    if (this.#dice.chance(0.6)) await this.#twins.ask("status", (side) => side.journal.status(this.#sync));
    const key = this.#dice.pick(["a", "b", "c", "d", "e", "f", "g", "h"]);
    if (this.#dice.chance(0.5)) await this.#twins.ask(`member ${key}`, (side) => side.journal.member(this.#sync, key));
    if (this.#dice.chance(0.3)) await this.#twins.ask("receipts", (side) => side.journal.receipts(this.#sync, key, 4));
    if (this.#dice.chance(0.3))
      await this.#twins.ask("acknowledged", async (side) =>
        [...(await side.journal.acknowledged(this.#sync, RECORDS))].map((pair) => pair.join(" ")).toSorted(),
      );
    for (const late of this.#late.splice(0, 1)) await this.#writeLate(late);
  }

  /** A runner that lost its lease wakes up and tries everything; nothing may come of it. */
  async #writeLate(late: Twins<Lease>): Promise<void> {
    const newest = await this.#twins.ask("status", (side) => side.journal.status(this.#sync));
    const planNo = newest?.lastPlan?.planNo;
    if (planNo === undefined || newest?.lastRun === null) return;
    const attempts: readonly [string, (side: { journal: HistorySide }, lease: Lease) => Promise<unknown>][] = [
      ["close, late", (side, lease) => side.journal.close(lease, planNo, 0)],
      ["withholdRest, late", (side, lease) => side.journal.withholdRest(lease, planNo, "late")],
      ["pause, late", (side, lease) => side.journal.pause(lease, { reason: "late", by: "ann" })],
      ["release, late", (side, lease) => side.journal.release(lease, 1, { reason: "late", by: "ann" })],
      ["withholdBeyond, late", (side, lease) => side.journal.withholdBeyond(lease, planNo, 0)],
      ["beginRun, late", (side, lease) => side.journal.beginRun(lease, null)],
      ["propose, late", (side, lease) => side.journal.propose(lease, CONTACT, "account")],
    ];
    const [what, attempt] = this.#dice.pick(attempts);
    await this.#twins.askUnder(what, late, attempt);
  }
}

type HistorySide = Parameters<Parameters<TwinJournals["ask"]>[1]>[0]["journal"];

async function* each(values: readonly string[]): AsyncGenerator<string> {
  yield* values;
}
