import type { Clock } from "../../platform/clock.ts";
import type { HttpSend } from "../../platform/http.ts";
import type { Random } from "../../platform/random.ts";
import type { AttemptLine, DescribedProperty } from "../destination-type.ts";

/**
 * Mailchimp keeps a tag as a static segment. `segments`: a saved segment of the list's name is an obstacle, said by name.
 * `tags`: only tags are looked at.
 */
export const LISTS_AS = ["segments", "tags"] as const;
export type ListsAs = (typeof LISTS_AS)[number];

export interface MailchimpOptions {
  /** An API key, as `…-us21`. Never logged. */
  readonly key: string;
  /** As `https://us21.api.mailchimp.com`, without a trailing slash. */
  readonly baseUrl: string;
  /** The audience's id. */
  readonly audience: string;
  readonly listsAs: ListsAs;
  readonly properties: readonly DescribedProperty[];
  /** False: only contacts that exist already are written. */
  readonly createContacts: boolean;
  /** The share of the account's ten connections this runner may use; above 0, at most 1. Default 0.8. */
  readonly budgetShare?: number;
  /** L; default 15 minutes. */
  readonly coolDownMs?: number;
  /** From the first byte sent to the last byte read; default 60 s. */
  readonly requestTimeoutMs?: number;
  /** Times a request is tried before its rows go without an answer; default 5. */
  readonly attemptsMax?: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly send: HttpSend;
  /** One line per attempt. */
  readonly log?: (line: AttemptLine) => void;
}

/** "Up to 10 simultaneous connections" per account (fundamentals page, read 2026-11-22). There is no limit per time. */
export const CONNECTIONS_MAX = 10;

/** Batches under way for each connection: while some wait to hear who was archived, others write. */
export const BATCHES_PER_CONNECTION = 3;

/** `requestTimeoutMs`: a batch of 500 with merge fields was seen to take tens of seconds; Mailchimp itself gives up at 120. */
export const DEFAULTS = {
  budgetShare: 0.8,
  coolDownMs: 15 * 60 * 1000,
  requestTimeoutMs: 60_000,
  attemptsMax: 5,
} as const;

/** For somebody who waits for the answer. */
export const IMPATIENT = { attemptsMax: 2, requestTimeoutMs: 8_000 } as const;

/** Contacts per batch, and addresses per change of a segment (lists and segments references, read 2026-11-22). */
export const ROWS_PER_CALL = 500;
/** The most of any collection (methods and parameters page). */
export const ITEMS_PER_PAGE = 1_000;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Reports know a beginning and no end: a day at a time would read all that came after it again each time. */
export const CAMPAIGN_WINDOW_MS = 400 * DAY_MS;
/** Ours: how long after a campaign was sent its report is still asked for. */
export const CAMPAIGN_AGE_MAX_MS = 90 * DAY_MS;
/** Ours: Mailchimp publishes no size limit for these bodies. */
export const BODY_BYTES_MAX = 2_000_000;
