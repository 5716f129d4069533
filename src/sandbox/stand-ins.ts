/** The vendors that can be played on this machine, by the name that a sync file gives their kind. */
import type { Clock } from "../platform/clock.ts";
import type { Random } from "../platform/random.ts";
import type { FaultShare } from "./faults.ts";
import type { CallLog } from "./kit/call-log.ts";
import type { Answering } from "./serve.ts";

export interface StandInOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly faults: readonly FaultShare[];
}

/** A stand-in without a memory of its own: what it holds is forgotten at its end. */
export interface StandIn extends Answering {
  readonly calls: CallLog;
}

export interface Vendor {
  readonly title: string;
  /** Loads it. */
  start(options: StandInOptions): Promise<StandIn>;
}

/** HubSpot's has a memory and a page besides: `run-sandbox-server.ts`. */
export const FORGETFUL: Readonly<Record<string, Vendor>> = {
  klaviyo: {
    title: "Klaviyo",
    start: async (options) => {
      const { KlaviyoSandbox } = await import("./klaviyo/klaviyo-sandbox.ts");
      return new KlaviyoSandbox(options);
    },
  },
  mailchimp: {
    title: "Mailchimp",
    start: async (options) => {
      const { MailchimpSandbox } = await import("./mailchimp/mailchimp-sandbox.ts");
      return new MailchimpSandbox(options);
    },
  },
};
