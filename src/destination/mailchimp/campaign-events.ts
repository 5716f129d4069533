/**
 * What Mailchimp reports about the campaigns of the audience: who each was sent to, its activity, and who unsubscribed. Paths,
 * parameters, fields and the kinds of a bounce are those of clients that are generated from Mailchimp's published description
 * (`ReportsApi`, read 2026-11-29); its own pages were not read.
 *
 * Its reports know no ids of events and no end of a window: an event is known by campaign, kind, recipient and instant. A sending
 * has no instant of its own: it is the campaign's.
 */
import { createHash } from "node:crypto";
import { isoInstant } from "../../platform/instant.ts";
import type { CampaignEvent, CampaignEventKind, CampaignWindow } from "../campaign-event.ts";
import { activityPage, campaignsPage, sentToPage, unsubscribedPage } from "./answers.ts";
import type { Activity, CampaignAnswer, Recipient } from "./answers.ts";
import type { AudienceOptions } from "./audience.ts";
import { CAMPAIGN_AGE_MAX_MS } from "./options.ts";
import { readReport } from "./read-report.ts";

/** Instants are written in whole seconds, and whether `since` takes its own is not said: one more is asked for. */
const SECOND_MS = 1_000;

const KINDS: ReadonlyMap<string, CampaignEventKind> = new Map([
  ["open", "opened"],
  ["click", "clicked"],
  ["bounce", "bounced"],
]);

export async function* readCampaignEvents(
  parts: AudienceOptions,
  window: CampaignWindow,
): AsyncGenerator<readonly CampaignEvent[], void, void> {
  const isInside = ({ occurredAtMs }: CampaignEvent): boolean =>
    occurredAtMs >= window.fromMs && occurredAtMs < window.untilMs;
  for (const campaign of await sentCampaigns(parts, window))
    for await (const page of eventsOf(parts, campaign, window)) yield page.filter(isInside);
}

/** Those whose report may still grow, each once. */
async function sentCampaigns(
  { api, requests }: AudienceOptions,
  { fromMs, untilMs }: CampaignWindow,
): Promise<readonly CampaignAnswer[]> {
  const since = isoInstant(fromMs - CAMPAIGN_AGE_MAX_MS - SECOND_MS);
  const found = new Map<string, CampaignAnswer>();
  const report = { api, request: (offset: number) => requests.campaigns(offset, since), what: "for campaigns" };
  for await (const page of readReport(
    report,
    campaignsPage,
    ({ campaigns }) => campaigns,
    ({ id }) => id,
  ))
    for (const campaign of page) if (Date.parse(campaign.send_time) < untilMs) found.set(campaign.id, campaign);
  return [...found.values()];
}

async function* eventsOf(
  { api, requests }: AudienceOptions,
  campaign: CampaignAnswer,
  { fromMs }: CampaignWindow,
): AsyncGenerator<readonly CampaignEvent[], void, void> {
  const { id } = campaign;
  const sentAtMs = Date.parse(campaign.send_time);
  if (sentAtMs >= fromMs) {
    const sent = {
      api,
      request: (offset: number) => requests.sentTo(id, offset),
      what: "for who a campaign was sent to",
    };
    for await (const page of readReport(sent, sentToPage, (answer) => answer.sent_to, whose))
      yield page.map((recipient) => eventOf(campaign, recipient, { kind: "sent", atMs: sentAtMs, isFinal: null }));
  }
  const since = isoInstant(fromMs - SECOND_MS);
  const activity = {
    api,
    request: (offset: number) => requests.emailActivity(id, offset, since),
    what: "for a campaign's activity",
  };
  for await (const page of readReport(activity, activityPage, ({ emails }) => emails, whose))
    yield page.flatMap((recipient) => recipient.activity.flatMap((one) => readActivity(campaign, recipient, one)));
  const gone = { api, request: (offset: number) => requests.unsubscribed(id, offset), what: "for who unsubscribed" };
  for await (const page of readReport(gone, unsubscribedPage, ({ unsubscribes }) => unsubscribes, whose))
    yield page.map((recipient) =>
      eventOf(campaign, recipient, { kind: "unsubscribed", atMs: Date.parse(recipient.timestamp), isFinal: true }),
    );
}

function readActivity(campaign: CampaignAnswer, recipient: Recipient, one: Activity): readonly CampaignEvent[] {
  const kind = KINDS.get(one.action);
  if (kind === undefined) return [];
  const isFinal = kind === "bounced" ? isHard(one.type) : null;
  return [eventOf(campaign, recipient, { kind, atMs: Date.parse(one.timestamp), isFinal, url: one.url ?? "" })];
}

function isHard(type: string | null | undefined): boolean | null {
  if (type === "hard") return true;
  return type === "soft" ? false : null;
}

interface Told {
  readonly kind: CampaignEventKind;
  readonly atMs: number;
  readonly isFinal: boolean | null;
  /** Of a click: two links may be followed within a second. */
  readonly url?: string;
}

function eventOf(campaign: CampaignAnswer, recipient: Recipient, { kind, atMs, isFinal, url }: Told): CampaignEvent {
  const address = recipient.email_address?.trim().toLowerCase() ?? "";
  const { title, subject_line: subject } = campaign.settings ?? {};
  const name = [title, subject].find((one) => one !== undefined && one !== null && one !== "");
  const where =
    kind === "clicked"
      ? [
          createHash("sha256")
            .update(url ?? "")
            .digest("hex")
            .slice(0, 16),
        ]
      : [];
  return {
    eventId: [campaign.id, kind, recipient.email_id, String(atMs), ...where].join(":"),
    kind,
    campaignId: campaign.id,
    campaignName: name ?? null,
    identity: null,
    recordId: recipient.email_id,
    address: address === "" ? null : address,
    occurredAtMs: atMs,
    isFinal,
  };
}

function whose({ email_id: emailId }: Recipient): string {
  return emailId;
}
