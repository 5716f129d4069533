/** Every audience of a project: what it means, how many it holds and held, where it goes and how far its members come. */
import type { Sync } from "../domain/sync.ts";
import { readBuild } from "../engine/read-build.ts";
import type { AudienceFunnel, AudienceReader } from "../journal/audience-reader.ts";
import type { JournalReader, NotSentCount, SyncStatus } from "../journal/journal.ts";
import type { BuildFacts, Source } from "../journal/source.ts";
import { isoInstant } from "../platform/instant.ts";
import type { AudienceRoute, AudienceSight, EarlierSize, NotSent } from "./audience-sight.ts";
import { destinationTypeOf } from "../destination/destination-types.ts";
import { meaningOf, type ModelMeaning } from "./meaning.ts";
import { DAY_MS, TIER_MODEL } from "./read-tier-history.ts";
import type { Level } from "./tier-history.ts";

/** How far back sizes are told. */
export const DAYS_AGO: readonly number[] = [7, 30];

export interface AudienceSources {
  readonly journal: Pick<JournalReader, "status" | "places">;
  readonly source: Pick<Source<unknown>, "newestBuild">;
  readonly audiences: AudienceReader;
  readonly syncs: readonly Sync[];
  /** By dbt model. */
  readonly meanings: ReadonlyMap<string, ModelMeaning>;
  /** The packaged tiers, with their members at `DAYS_AGO`; undefined where they were not built. */
  readonly tiers:
    | {
        readonly levels: readonly Level[];
        readonly sizes: ReadonlyMap<string, readonly number[]>;
        readonly asOf: string;
      }
    | undefined;
}

interface SyncSight {
  readonly sync: Sync;
  readonly status: SyncStatus;
  readonly build: BuildFacts | undefined;
  readonly funnels: readonly AudienceFunnel[];
}

/** By model; tiers from low to high, all others by name. */
export async function readAudiences(sources: AudienceSources): Promise<readonly AudienceSight[]> {
  const sights: SyncSight[] = [];
  for (const sync of sources.syncs) sights.push(await lookAtSync(sources, sync));
  const delivered = await sources.audiences.lastDelivered();
  const found: AudienceSight[] = [];
  for (const { model, name } of namesOf(sights, sources.tiers?.levels ?? [])) {
    const routes = sights.flatMap((sight) => routesOf(sight, model, name, delivered));
    const told = sights.find(({ build, sync }) => build !== undefined && reads(sync, model));
    const size = told === undefined ? null : (funnelOf(told, model, name)?.named ?? 0);
    const asOf = told?.build?.asOf ?? null;
    const earlier = asOf === null ? DAYS_AGO.map(untold) : await readEarlier(sources, model, name, asOf);
    found.push({ model, name, meaning: meaningOf(model, name, sources), size, asOf, earlier, routes });
  }
  return found;
}

async function lookAtSync({ journal, source, audiences }: AudienceSources, sync: Sync): Promise<SyncSight> {
  const status = await journal.status(sync.name);
  const answer = await readBuild(source, sync, null);
  if (answer.is === "refused") return { sync, status, build: undefined, funnels: [] };
  const places = status.places.map(({ place }) => place);
  return { sync, status, build: answer.build, funnels: await audiences.funnels(sync, answer.build, places) };
}

function namesOf(
  sights: readonly SyncSight[],
  levels: readonly Level[],
): readonly { readonly model: string; readonly name: string }[] {
  const byModel = new Map<string, Set<string>>();
  for (const { sync, funnels } of sights)
    for (const { model, lists } of sync.audiences) {
      const names = byModel.get(model) ?? new Set<string>();
      for (const { audience } of lists) names.add(audience);
      for (const funnel of funnels) if (funnel.model === model) names.add(funnel.audience);
      byModel.set(model, names);
    }
  const rank = new Map(levels.map(({ name }, index) => [name, index]));
  return [...byModel.keys()]
    .toSorted()
    .flatMap((model) =>
      [...(byModel.get(model) ?? [])]
        .toSorted((a, b) => (model === TIER_MODEL ? (rank.get(a) ?? 0) - (rank.get(b) ?? 0) : 0) || compare(a, b))
        .map((name) => ({ model, name })),
    );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function reads(sync: Sync, model: string): boolean {
  return sync.audiences.some((audience) => audience.model === model);
}

function funnelOf({ funnels }: SyncSight, model: string, name: string): AudienceFunnel | undefined {
  return funnels.find((funnel) => funnel.model === model && funnel.audience === name);
}

function routesOf(
  sight: SyncSight,
  model: string,
  name: string,
  delivered: ReadonlyMap<number, number>,
): readonly AudienceRoute[] {
  const { sync, status } = sight;
  const lists = sync.audiences.flatMap((each) => (each.model === model ? each.lists : []));
  return lists
    .filter(({ audience }) => audience === name)
    .map(({ list }) => {
      const at = status.places.find(({ place }) => place.kind === "list" && place.name === list);
      const placeNo = at?.place.placeNo ?? null;
      const lastMs = placeNo === null ? undefined : delivered.get(placeNo);
      return {
        sync: sync.name,
        destination: destinationTypeOf(sync).title,
        list,
        listId: at?.place.listId ?? null,
        placeNo,
        funnel: sight.build === undefined ? null : (funnelOf(sight, model, name) ?? nobody(model, name)),
        listed: (at?.synced ?? 0) - (at?.unsettled ?? 0),
        lastDeliveredAt: lastMs === undefined ? null : isoInstant(lastMs),
        isPaused: status.paused !== null,
        notSent: status.notSent.flatMap((one) => (one.placeNo === placeNo ? (notSentOf(one) ?? []) : [])),
      };
    });
}

/** What is subtracted before a plan stands in the funnel already. */
function notSentOf({ class: name, reason, count }: NotSentCount): NotSent | undefined {
  if (name === "suppressed" || name === "held_out") return undefined;
  return { is: name === "refused" ? "refused" : "waiting", reason, count };
}

function nobody(model: string, audience: string): AudienceFunnel {
  const none = { named: 0, suppressed: 0, noConsent: 0, heldOut: 0, sendable: 0, addressed: 0, matched: 0, onList: 0 };
  return { model, audience, ...none };
}

async function readEarlier(
  { audiences, syncs, tiers, journal }: AudienceSources,
  model: string,
  name: string,
  asOf: string,
): Promise<readonly EarlierSize[]> {
  const sizes = model === TIER_MODEL ? tiers?.sizes.get(name) : undefined;
  const isTier = model === TIER_MODEL && (tiers?.levels.some((level) => level.name === name) ?? false);
  const earlier: EarlierSize[] = [];
  for (const [index, daysAgo] of DAYS_AGO.entries()) {
    const atMs = Date.parse(tiers !== undefined && isTier ? tiers.asOf : asOf) - daysAgo * DAY_MS;
    if (isTier) earlier.push({ daysAgo, size: sizes?.[index] ?? 0, at: isoInstant(atMs), from: "tier_periods" });
    else earlier.push(await sizeInPlans({ audiences, syncs, journal }, { model, name, atMs, daysAgo }));
  }
  return earlier;
}

/** From the newest plan that looked at one of its lists by then, unless that was as long before again. */
async function sizeInPlans(
  { audiences, syncs, journal }: Pick<AudienceSources, "audiences" | "syncs" | "journal">,
  { model, name, atMs, daysAgo }: { model: string; name: string; atMs: number; daysAgo: number },
): Promise<EarlierSize> {
  for (const sync of syncs) {
    if (!reads(sync, model)) continue;
    const head = await audiences.planAsOf(sync.name, isoInstant(atMs));
    if (head === undefined || Date.parse(head.asOf) < atMs - daysAgo * DAY_MS) continue;
    const place = (await journal.places(sync.name)).find((one) => one.model === model && one.audience === name);
    const counted = head.counts.places.find(({ placeNo }) => placeNo === place?.placeNo);
    if (counted === undefined) continue;
    const size = counted.desired + counted.suppressed + counted.heldOut;
    return { daysAgo, size, at: head.asOf, from: "plan" };
  }
  return untold(daysAgo);
}

function untold(daysAgo: number): EarlierSize {
  return { daysAgo, size: null, at: null, from: null };
}
