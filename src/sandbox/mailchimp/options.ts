import type { Clock } from "../../platform/clock.ts";
import type { Random } from "../../platform/random.ts";
import type { FaultShare } from "../faults.ts";

/**
 * Where the vendor's pages leave several readings, each can be played: a client must be right under every one.
 */
export interface Readings {
  /**
   * An archived contact in a batch with `status_if_new`: its fields are written and it stays archived (seen:
   * mailchimp/mc-woocommerce issue 951), it is refused, or it becomes what `status_if_new` says.
   */
  readonly archived: "updated" | "refused" | "revived";
  /** An unsubscribed or cleaned contact in a batch: written, refused, or left out of the answer in silence (pmpro-mailchimp #152). */
  readonly compliance: "updated" | "refused" | "silent";
  /** Whether `members_added` repeats those who were in the segment already. */
  readonly existingMembers: "ignored" | "echoed";
  /** Addresses a segment cannot take: "ignored" (spec), or named in `errors`. */
  readonly strangers: "ignored" | "named";
  /** What `skip_merge_validation` forgives: required fields that are missing (spec), or wrong `values` too, which are dropped. */
  readonly skipping: "required" | "values";
  /** A page of a report as long as was asked for; or at most 100 items, and a total of everybody, whatever `since` leaves out. */
  readonly reportPages: "full" | "short";
}

export interface MailchimpSandboxOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Default: none. */
  readonly faults?: readonly FaultShare[];
  /** The only key accepted; default: any that ends in `-us21`. */
  readonly key?: string;
  /** Default `8d3a3db4d97663a9074efcc16`. */
  readonly accountId?: string;
  /** The one audience, default `d1b5f1c2a0`. */
  readonly audienceId?: string;
  /** Most requests at once, default 10 (fundamentals page, "throttling"). */
  readonly connectionsMax?: number;
  /** Waited on the clock before each answer, default 0. */
  readonly latencyMs?: number;
  readonly readings?: Partial<Readings>;
  /** Keep request bodies in the log of the last requests. They hold personal data; default false. */
  readonly keepBodies?: boolean;
}

export const defaultReadings: Readings = {
  archived: "updated",
  compliance: "updated",
  existingMembers: "ignored",
  strangers: "ignored",
  skipping: "required",
  reportPages: "full",
};

export const DATA_CENTER = "us21";
export const ACCOUNT_ID = "8d3a3db4d97663a9074efcc16";
export const AUDIENCE_ID = "d1b5f1c2a0";
/** "Up to 10 simultaneous connections" (fundamentals page). */
export const CONNECTIONS_MAX = 10;
