/**
 * What Klaviyo reports about its messages: the events of its own metrics, one metric at a time, since the filter takes one
 * (Get Metrics, Get Events, API overview on filtering, developers.klaviyo.com, excerpts of neighbouring revisions read
 * 2026-11-29). What the metrics mean: "Email metrics reference" and "Understanding bounced emails" in its help centre. The
 * names `Bounce Type`, `Campaign Name` and `$message` are those by which "Query Metric Aggregates" groups (Klaviyo's generated
 * client, read 2026-11-29); the recipient's address, the types of a bounce and the integration's name are from memory: where a
 * property is missing, the event is kept without it.
 */
import { ContractError } from "../../domain/errors.ts";
import type { CampaignEvent, CampaignEventKind, CampaignWindow } from "../campaign-event.ts";
import { isSuccess } from "../kit/read-answer.ts";
import { cursorOf, eventPage, expectBody, metricPage } from "./answers.ts";
import type { EventAnswer, ProfileAnswer } from "./answers.ts";
import { refusedReading } from "./list-errors.ts";
import type { ListsOptions } from "./lists.ts";
import { addressOf, memberOf } from "./look-up.ts";

interface Meaning {
  readonly kind: CampaignEventKind;
  /** Undefined: the event says. */
  readonly isFinal?: boolean | null;
}

/** Other metrics, as those about text messages, tell nothing about e-mail. */
const MEANINGS: ReadonlyMap<string, Meaning> = new Map([
  ["Received Email", { kind: "sent", isFinal: null }],
  ["Opened Email", { kind: "opened", isFinal: null }],
  ["Clicked Email", { kind: "clicked", isFinal: null }],
  ["Bounced Email", { kind: "bounced" }],
  // "The Dropped email event will also cause a bounce suppression."
  ["Dropped Email", { kind: "bounced", isFinal: true }],
  ["Marked Email as Spam", { kind: "unsubscribed", isFinal: true }],
  ["Unsubscribed", { kind: "unsubscribed", isFinal: true }],
  ["Unsubscribed from Email Marketing", { kind: "unsubscribed", isFinal: true }],
  ["Unsubscribed from List", { kind: "unsubscribed", isFinal: false }],
]);
/** Other integrations may have metrics of the same names. */
const OWN_INTEGRATION = "Klaviyo";
/** Bounds no account and no day of a metric reaches: 2 million events. */
const PAGES_MAX = 10_000;

interface KnownMetric {
  readonly id: string;
  readonly meaning: Meaning;
}

/** An account's metrics are asked for once. A metric comes into being with its first event: an empty account has none. */
export function createCampaignEvents(
  parts: ListsOptions,
): (window: CampaignWindow) => AsyncGenerator<readonly CampaignEvent[], void, void> {
  let known: readonly KnownMetric[] | undefined;
  return async function* campaignEvents(window) {
    known ??= await readMetrics(parts);
    for (const metric of known) yield* readMetric(parts, metric, window);
  };
}

async function readMetrics({ api, requests }: ListsOptions): Promise<readonly KnownMetric[]> {
  const known: KnownMetric[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const answer = await api.ask(requests.metrics({ cursor }));
    if (!isSuccess(answer)) throw refusedReading(answer, "for its metrics");
    const page = expectBody(answer, metricPage, "for its metrics");
    for (const { id, attributes } of page.data) {
      const meaning = MEANINGS.get(attributes.name ?? "");
      if (meaning !== undefined && (attributes.integration?.name ?? OWN_INTEGRATION) === OWN_INTEGRATION)
        known.push({ id, meaning });
    }
    const next = nextOf(page.links?.next, cursor, "metrics");
    if (next === undefined) return known;
    cursor = next;
  }
  throw stuck("metrics");
}

async function* readMetric(
  { api, requests }: ListsOptions,
  { id, meaning }: KnownMetric,
  window: CampaignWindow,
): AsyncGenerator<readonly CampaignEvent[], void, void> {
  let cursor: string | undefined;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const answer = await api.ask(requests.events(id, window, { cursor }));
    if (!isSuccess(answer)) throw refusedReading(answer, "for events");
    const page = expectBody(answer, eventPage, "for events");
    const profiles = new Map(page.included.map((profile) => [profile.id, profile]));
    yield page.data.map((event) => readEvent(event, meaning, profiles));
    const next = nextOf(page.links?.next, cursor, "events");
    if (next === undefined) return;
    cursor = next;
  }
  throw stuck("events");
}

function readEvent(
  event: EventAnswer,
  { kind, isFinal }: Meaning,
  profiles: ReadonlyMap<string, ProfileAnswer>,
): CampaignEvent {
  const properties = event.attributes.event_properties ?? {};
  const recordId = event.relationships?.profile?.data?.id ?? null;
  const profile = recordId === null ? undefined : profiles.get(recordId);
  return {
    eventId: event.id,
    kind,
    campaignId: textOf(properties["$message"]),
    campaignName: textOf(properties["Campaign Name"]),
    identity: profile === undefined ? null : memberOf(profile),
    recordId,
    // Where it went; the profile's address may have become another one since.
    address:
      textOf(properties["Recipient Email Address"])?.toLowerCase() ??
      (profile === undefined ? null : addressOf(profile)),
    occurredAtMs: Date.parse(event.attributes.datetime),
    isFinal: isFinal === undefined ? isHard(properties["Bounce Type"]) : isFinal,
  };
}

function isHard(type: unknown): boolean | null {
  const words = textOf(type)?.toLowerCase();
  // `Hard` or `HardBounce`: which is not documented, and both were seen in others' code.
  if (words?.startsWith("hard") === true) return true;
  return words?.startsWith("soft") === true ? false : null;
}

function textOf(value: unknown): string | null {
  const text = typeof value === "string" ? value.trim() : "";
  return text === "" ? null : text;
}

function nextOf(link: string | null | undefined, cursor: string | undefined, what: string): string | undefined {
  if (link === null || link === undefined) return undefined;
  const next = cursorOf(link);
  if (next === undefined || next === cursor) throw stuck(what);
  return next;
}

function stuck(what: string): ContractError {
  return new ContractError("paging_stuck", `Klaviyo has more ${what} and does not say where.`, {
    remedy: "Run it again: what was read stays.",
  });
}
