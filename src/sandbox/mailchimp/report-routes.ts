/**
 * Campaigns and their reports: sent-to, email-activity, unsubscribed. Paths and parameters are those of the vendor's client, fields
 * those of the types in its newer SDK's sources (both read 2026-11-29); see decision 0195.
 */
import { z } from "zod";
import type { Answer } from "../kit/answer.ts";
import { instant, invalid, notFound } from "./answers.ts";
import type { Activity, Campaign, CampaignRecipient } from "./campaign.ts";
import { page, PAGE_QUERY } from "./pages.ts";
import type { Call, Route } from "./route.ts";
import { route } from "./route.ts";

const SHORT_PAGE = 100;

function listCampaigns({ audience, query }: Call<undefined>): Answer {
  const sinceMs = instantOf(query.get("since_send_time"));
  if (Number.isNaN(sinceMs)) return invalid("since_send_time must be an ISO 8601 instant.");
  if (query.get("status") !== "sent") return invalid("This stand-in has sent campaigns alone.");
  if ((query.get("sort_field") ?? "send_time") !== "send_time") return invalid("Unknown sort_field.");
  const sign = query.get("sort_dir") === "ASC" ? 1 : -1;
  const listId = query.get("list_id");
  const found = [...audience.campaigns.values()]
    .filter((campaign) => campaign.sentAtMs > sinceMs && (listId === undefined || campaign.listId === listId))
    .toSorted((one, other) => sign * (one.sentAtMs - other.sentAtMs));
  return page("campaigns", found.map(campaignAnswer), query);
}

function campaignAnswer({ id, title, listId, sentAtMs, recipients }: Campaign): unknown {
  return {
    id,
    type: "regular",
    status: "sent",
    send_time: instant(sentAtMs),
    emails_sent: recipients.size,
    recipients: { list_id: listId },
    settings: { title, subject_line: `About ${title}` },
  };
}

/** "Restrict results to email activity events that occur after a specific time"; whoever has none then is left out. */
function emailActivity(call: Call<undefined>): Answer {
  const sinceMs = instantOf(call.query.get("since"));
  if (Number.isNaN(sinceMs)) return invalid("since must be an ISO 8601 instant.");
  return report(call, "emails", (row, { activity }) => {
    const later = activity.filter(({ atMs }) => atMs > sinceMs);
    return later.length === 0 ? [] : [{ ...row, activity: later.map(activityAnswer) }];
  });
}

function activityAnswer({ action, atMs, type, url }: Activity): unknown {
  return {
    action,
    timestamp: instant(atMs),
    ...(type === undefined ? {} : { type }),
    ...(url === undefined ? {} : { url }),
  };
}

function sentTo(call: Call<undefined>): Answer {
  return report(call, "sent_to", (row, { activity }) => {
    const bounce = activity.find(({ action }) => action === "bounce");
    return [{ ...row, status: bounce?.type ?? "sent", open_count: activity.length }];
  });
}

function unsubscribed(call: Call<undefined>): Answer {
  return report(call, "unsubscribes", (row, { unsubscribedAtMs }) =>
    unsubscribedAtMs === undefined ? [] : [{ ...row, timestamp: instant(unsubscribedAtMs), reason: "None given" }],
  );
}

function report(
  { audience, params, query, readings }: Call<undefined>,
  key: string,
  rows: (row: object, recipient: CampaignRecipient) => readonly unknown[],
): Answer {
  const campaign = audience.campaigns.get(params["campaignId"] ?? "");
  if (campaign === undefined) return notFound();
  const answers = [...campaign.recipients].flatMap(([id, recipient]) =>
    rows(
      { email_id: id, email_address: recipient.address, campaign_id: campaign.id, list_id: campaign.listId },
      recipient,
    ),
  );
  const frame = { campaign_id: campaign.id };
  if (readings.reportPages === "full") return page(key, answers, query, frame);
  return page(key, answers, query, { ...frame, total_items: campaign.recipients.size }, SHORT_PAGE);
}

function instantOf(text: string | undefined): number {
  return text === undefined ? Number.NEGATIVE_INFINITY : Date.parse(text);
}

function reading(path: string, query: readonly string[], handle: (call: Call<undefined>) => Answer): Route {
  return route({ method: "GET", path, isRead: true, query: [...PAGE_QUERY, ...query], body: z.undefined(), handle });
}

const REPORT = "/3.0/reports/:campaignId";

export const reportRoutes: readonly Route[] = [
  reading("/3.0/campaigns", ["list_id", "status", "since_send_time", "sort_field", "sort_dir"], listCampaigns),
  reading(`${REPORT}/sent-to`, [], sentTo),
  reading(`${REPORT}/email-activity`, ["since"], emailActivity),
  reading(`${REPORT}/unsubscribed`, [], unsubscribed),
];
