/**
 * Reads what a destination reports about campaigns into `raw.campaign_events`.
 *
 * Time is read in windows, of a day unless the destination wants longer ones, from where the last reading ended less an
 * overlap, since destinations learn of events late; a window counts as read once every event of it is stored. So a reading
 * that breaks off goes on where it was, and reading twice changes nothing.
 */
import { ConfigError } from "../domain/errors.ts";
import type { CampaignEvent, CampaignWindow } from "../destination/campaign-event.ts";
import type { Destination } from "../destination/destination.ts";
import type { Clock } from "../platform/clock.ts";
import { isoInstant } from "../platform/instant.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";
import { ensureCampaignTables } from "./campaign-tables.ts";
import { insertCampaignEvents, noteCampaignRead, selectReadUntil, type Reading } from "./store-campaign-events.ts";

const DAY_MS = 24 * 60 * 60_000;
/** How late a destination may learn of an event: an address that is tried again for days bounces days after the sending. */
const OVERLAP_MS = 3 * DAY_MS;
/** How far a first reading goes back, unless it is told. */
const FIRST_READING_MS = 30 * DAY_MS;
/** A statement's rows are one parameter; this many take some 300 KB. */
const ROWS_PER_STATEMENT = 1_000;

export interface FeedbackRequest {
  readonly warehouse: Warehouse;
  readonly clock: Clock;
  readonly destination: Destination;
  /** The kind of destination, as `hubspot`, and how people call it. */
  readonly type: { readonly name: string; readonly title: string };
  /** Where a first reading begins, and any other one that is to go further back; null: 30 days ago, or where it was. */
  readonly sinceMs: number | null;
  /** Aborted by an interrupt: the page under way is stored, then nothing more is read. */
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: { readonly untilMs: number; readonly read: number }) => void;
}

export interface FeedbackResult {
  readonly accountId: string;
  readonly fromMs: number;
  /** Up to here everything is stored; less than now when it was interrupted. */
  readonly untilMs: number;
  readonly read: number;
  /** Of them, those that were not known. */
  readonly added: number;
}

/** `ConfigError` `no_feedback` where the destination reports nothing; the destination's own errors for a read that fails. */
export async function readFeedback(request: FeedbackRequest): Promise<FeedbackResult> {
  const { warehouse, clock, destination, type, signal } = request;
  const { campaignEvents } = destination;
  if (campaignEvents === undefined)
    throw new ConfigError("no_feedback", `${type.title} reports nothing about campaigns that could be read.`, {
      remedy: "Leave this sync out: tierline feedback --sync <name> for the others.",
    });
  const { accountId } = await destination.identify();
  await ensureCampaignTables(warehouse);
  const nowMs = clock.nowMs();
  const fromMs = await beginOf(request, accountId, nowMs);
  let untilMs = fromMs;
  const counts = { read: 0, added: 0 };
  for (const window of windowsBetween(fromMs, nowMs, destination.campaignWindowMs ?? DAY_MS)) {
    if (signal.aborted) break;
    const reading: Reading = { accountId, destination: type.name, loadedAt: isoInstant(nowMs) };
    for await (const page of campaignEvents(window)) {
      counts.read += page.length;
      counts.added += await store(warehouse, reading, page);
      request.onProgress?.({ untilMs, read: counts.read });
      if (signal.aborted) break;
    }
    if (signal.aborted) break;
    const noted = noteCampaignRead(warehouse.dialect, reading, window);
    await warehouse.run(noted.text, noted.parameters);
    untilMs = window.untilMs;
  }
  return { accountId, fromMs, untilMs, ...counts };
}

async function beginOf({ warehouse, sinceMs }: FeedbackRequest, accountId: string, nowMs: number): Promise<number> {
  const { text, parameters } = selectReadUntil(warehouse.dialect, accountId);
  const [found] = await warehouse.rows(text, parameters);
  const readUntilMs = found?.["until_ms"];
  if (typeof readUntilMs !== "number") return sinceMs ?? nowMs - FIRST_READING_MS;
  return Math.min(sinceMs ?? Number.POSITIVE_INFINITY, readUntilMs - OVERLAP_MS);
}

/** In order, of at most this length each; the last one ends now. */
function* windowsBetween(fromMs: number, untilMs: number, lengthMs: number): Generator<CampaignWindow, void, void> {
  for (let at = fromMs; at < untilMs; at += lengthMs) yield { fromMs: at, untilMs: Math.min(at + lengthMs, untilMs) };
}

async function store(warehouse: Warehouse, reading: Reading, page: readonly CampaignEvent[]): Promise<number> {
  const distinct = [...new Map(page.map((event) => [event.eventId, event])).values()];
  let added = 0;
  for (let at = 0; at < distinct.length; at += ROWS_PER_STATEMENT) {
    const statement = insertCampaignEvents(warehouse.dialect, reading, distinct.slice(at, at + ROWS_PER_STATEMENT));
    added += await warehouse.run(statement.text, statement.parameters);
  }
  return added;
}
