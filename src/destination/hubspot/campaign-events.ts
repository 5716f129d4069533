/**
 * What HubSpot reports about its campaigns: the e-mail event log (Email events API v1, "Get email events" and "Email
 * events overview", developers.hubspot.com, read 2026-11-29). Up to 1,000 events a page, newest first, by an offset that
 * lives for a short time; start and end are inclusive. There is no dated version of this path; v1 ends in September 2027.
 * Bounce categories and the fields of a status change are from memory.
 */
import { z } from "zod";
import { ContractError } from "../../domain/errors.ts";
import type { CampaignEvent, CampaignEventKind, CampaignWindow } from "../campaign-event.ts";
import { isSuccess } from "../kit/read-answer.ts";
import { expectBody } from "./answers.ts";
import type { HubSpotApi } from "./api.ts";
import { EVENTS_PER_PAGE } from "./options.ts";
import type { HubSpotRequests } from "./requests.ts";

export interface CampaignEventsOptions {
  readonly api: HubSpotApi;
  readonly requests: HubSpotRequests;
}

const emailEvent = z.object({
  id: z.string(),
  created: z.number().int(),
  type: z.string(),
  recipient: z.string().nullish(),
  emailCampaignId: z.union([z.string(), z.number()]).nullish(),
  /** Of a bounce. */
  category: z.string().nullish(),
  /** Of a status change: from everything. */
  portalSubscriptionStatus: z.string().nullish(),
  /** Of a status change: from some kinds of messages. */
  subscriptions: z.array(z.object({ status: z.string().nullish() })).nullish(),
});
type EmailEvent = z.infer<typeof emailEvent>;

const eventsPage = z.object({
  events: z.array(emailEvent),
  hasMore: z.boolean(),
  offset: z.string().nullish(),
});

const KINDS: ReadonlyMap<string, CampaignEventKind> = new Map([
  ["SENT", "sent"],
  ["OPEN", "opened"],
  ["CLICK", "clicked"],
  ["BOUNCE", "bounced"],
  ["SPAMREPORT", "unsubscribed"],
]);
const UNSUBSCRIBED = "UNSUBSCRIBED";
/** A bound no window of a day reaches: 100 million events. */
const PAGES_MAX = 100_000;

export async function* readCampaignEvents(
  { api, requests }: CampaignEventsOptions,
  window: CampaignWindow,
): AsyncGenerator<readonly CampaignEvent[], void, void> {
  let offset: string | null = null;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const answer = await api.ask(requests.emailEvents(window, offset, EVENTS_PER_PAGE));
    if (!isSuccess(answer))
      throw new ContractError("unexpected_answer", `HubSpot answered for e-mail events with status ${answer.status}.`, {
        remedy: "The credential needs the scope `content`, and the account marketing e-mail.",
      });
    const page = expectBody(answer, eventsPage, "for e-mail events");
    yield page.events.flatMap((event) => readEvent(event));
    if (!page.hasMore) return;
    if (page.offset === null || page.offset === undefined || page.offset === offset)
      throw new ContractError("unexpected_answer", "HubSpot has more e-mail events and does not say where.", {
        remedy: "Run it again: what was read stays.",
      });
    ({ offset } = page);
  }
}

function readEvent(event: EmailEvent): readonly CampaignEvent[] {
  const told = kindOf(event);
  if (told === undefined) return [];
  const { recipient, emailCampaignId } = event;
  const address = recipient?.trim().toLowerCase() ?? "";
  return [
    {
      // HubSpot: an event is uniquely identified by id and created.
      eventId: `${event.id}:${event.created}`,
      kind: told.kind,
      campaignId: emailCampaignId === null || emailCampaignId === undefined ? null : String(emailCampaignId),
      campaignName: null,
      identity: null,
      recordId: null,
      address: address === "" ? null : address,
      occurredAtMs: event.created,
      isFinal: told.isFinal,
    },
  ];
}

function kindOf(event: EmailEvent): { readonly kind: CampaignEventKind; readonly isFinal: boolean | null } | undefined {
  const { type, category, portalSubscriptionStatus, subscriptions } = event;
  if (type === "STATUSCHANGE") {
    if (portalSubscriptionStatus === UNSUBSCRIBED) return { kind: "unsubscribed", isFinal: true };
    const isFromSome = subscriptions?.some(({ status }) => status === UNSUBSCRIBED) ?? false;
    return isFromSome ? { kind: "unsubscribed", isFinal: false } : undefined;
  }
  const kind = KINDS.get(type);
  if (kind === undefined) return undefined;
  if (kind === "unsubscribed") return { kind, isFinal: true };
  if (kind !== "bounced") return { kind, isFinal: null };
  return { kind, isFinal: category === null || category === undefined ? null : category === "UNKNOWN_USER" };
}
