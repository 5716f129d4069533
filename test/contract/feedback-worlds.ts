/** The three destinations that report about campaigns, each with a stand-in in which somebody can open, bounce, and leave. */
import type { Destination } from "../../src/destination/destination.ts";
import type { HttpRequest } from "../../src/platform/http.ts";
import type { Fault } from "../../src/sandbox/faults.ts";
import { setUpKlaviyo } from "./destination-klaviyo-setup.ts";
import { setUp } from "./destination-setup.ts";
import { AUDIENCE, setUpMailchimp } from "./mailchimp-setup.ts";

export const DAY_MS = 24 * 60 * 60_000;
export const NOW_MS = Date.UTC(2026, 10, 22, 9);
/** What every world's person is called. */
export const ADDRESS = "o'hara@example.com";

export interface FeedbackWorld {
  readonly destination: Destination;
  /** As `raw.campaign_events` has it. */
  readonly accountId: string;
  readonly sent: readonly HttpRequest[];
  readonly lines: readonly unknown[];
  readonly forbidden: readonly string[];
  happen(what: Happening, atMs: number): void;
  /** Strikes the next request for events. */
  faultNext(fault: Fault): void;
}

export type Happening = "opened" | "hard bounce" | "soft bounce" | "unsubscribed";

export interface WorldOptions {
  readonly accountId: number;
  readonly revoked?: () => boolean;
}

export interface FeedbackWorldType {
  readonly type: { readonly name: string; readonly title: string };
  readonly open: (options: WorldOptions) => FeedbackWorld;
}

export const HUBSPOT_WORLD: FeedbackWorldType = {
  type: { name: "hubspot", title: "HubSpot" },
  open: ({ accountId, ...options }) => {
    const { sandbox, ...setup } = setUp({ ...options, sandbox: { accountId } });
    const types = {
      opened: { type: "OPEN" },
      "hard bounce": { type: "BOUNCE", category: "UNKNOWN_USER" },
      "soft bounce": { type: "BOUNCE", category: "MAILBOX_FULL" },
      unsubscribed: { type: "STATUSCHANGE", portalSubscriptionStatus: "UNSUBSCRIBED" },
    } as const;
    let events = 0;
    return {
      ...worldOf(setup, sandbox.calls, String(accountId)),
      happen: (what, atMs) => {
        events += 1;
        const event = { id: String(events), created: atMs, recipient: ADDRESS, emailCampaignId: 7 };
        sandbox.byHand.addEmailEvent({ ...event, ...types[what] });
      },
      faultNext: (fault) => sandbox.faultNext(fault, "/events"),
    };
  },
};

export const KLAVIYO_WORLD: FeedbackWorldType = {
  type: { name: "klaviyo", title: "Klaviyo" },
  open: ({ accountId, ...options }) => {
    const { sandbox, ...setup } = setUpKlaviyo({ ...options, sandbox: { accountId: `K${accountId}` } });
    const profileId = sandbox.byHand.addProfile({ email: ADDRESS, externalId: "m1" });
    const metrics = {
      opened: { metric: "Opened Email" },
      "hard bounce": { metric: "Bounced Email", properties: { "Bounce Type": "Hard" } },
      "soft bounce": { metric: "Bounced Email", properties: { "Bounce Type": "Soft" } },
      unsubscribed: { metric: "Unsubscribed from Email Marketing" },
    } as const;
    return {
      ...worldOf(setup, sandbox.calls, `K${accountId}`),
      happen: (what, atMs) => void sandbox.byHand.addEvent({ profileId, atMs, ...metrics[what] }),
      faultNext: (fault) => sandbox.faultNext(fault, "/api/events"),
    };
  },
};

/** Its one campaign was sent two months ago: a reading of 40 days finds what became of it, and not the sending. */
export const MAILCHIMP_WORLD: FeedbackWorldType = {
  type: { name: "mailchimp", title: "Mailchimp" },
  open: ({ accountId, ...options }) => {
    const { sandbox, ...setup } = setUpMailchimp({ ...options, sandbox: { accountId: `c${accountId}` } });
    const { byHand } = sandbox;
    byHand.sendCampaign("7", NOW_MS - 60 * DAY_MS, [ADDRESS]);
    return {
      ...worldOf(setup, sandbox.calls, `c${accountId}/${AUDIENCE}`),
      happen: (what, atMs) => {
        if (what === "unsubscribed") byHand.unsubscribe("7", ADDRESS, atMs);
        else if (what === "opened") byHand.addActivity("7", ADDRESS, { action: "open", atMs });
        else
          byHand.addActivity("7", ADDRESS, { action: "bounce", atMs, type: what === "hard bounce" ? "hard" : "soft" });
      },
      faultNext: (fault) => sandbox.faultNext(fault, "/email-activity"),
    };
  },
};

export const FEEDBACK_WORLDS = [HUBSPOT_WORLD, KLAVIYO_WORLD, MAILCHIMP_WORLD] as const;

function worldOf(
  { destination, sent, lines }: Pick<FeedbackWorld, "destination" | "sent" | "lines">,
  calls: { readonly forbidden: readonly string[] },
  accountId: string,
): Omit<FeedbackWorld, "happen" | "faultNext"> {
  return {
    destination,
    sent,
    lines,
    accountId,
    get forbidden() {
      return calls.forbidden;
    },
  };
}
