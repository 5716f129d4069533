import type { SyncProperty } from "../../domain/sync.ts";
import type { Clock } from "../../platform/clock.ts";
import type { HttpSend } from "../../platform/http.ts";
import type { Random } from "../../platform/random.ts";
import type { AttemptLine } from "../destination-type.ts";

/** Who says what became of the rows. */
export type ReceiptsFrom =
  /** The answer's body names the rows that were not taken. */
  | "body"
  /** The answer's status stands for all rows: for receivers whose answers say nothing of rows. */
  | "status";

export interface WebhookOptions {
  /** With its query. It may hold a credential: never logged. */
  readonly url: string;
  /** As the sync names them, `whsec_…`; each signs. Never logged. */
  readonly secrets: readonly string[];
  readonly receipts: ReceiptsFrom;
  /** True: the receiver may be in a private network or on this machine. */
  readonly isPrivateAllowed: boolean;
  readonly maxRows: number;
  /** Of a body. */
  readonly maxBytes: number;
  readonly sync: string;
  readonly properties: readonly SyncProperty[];
  readonly coolDownMs?: number;
  /** From the first byte sent to the last byte read; default 20 s. */
  readonly requestTimeoutMs?: number;
  /** Times a message is sent before its rows go without an answer; default 5. */
  readonly attemptsMax?: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly send: HttpSend;
  readonly log?: (line: AttemptLine) => void;
}

/**
 * Standard Webhooks advises bodies below 20 kB and a time-out of 15 to 30 s
 * (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md, read 2026-11-22).
 */
export const DEFAULTS = {
  maxRows: 500,
  maxBytes: 20_000,
  requestTimeoutMs: 20_000,
  attemptsMax: 5,
  /** L: receivers are asked to answer once a message has taken effect, and a proxy may hold one up. */
  coolDownMs: 5 * 60_000,
} as const;

export const IMPATIENT = { attemptsMax: 2, requestTimeoutMs: 8_000 } as const;
/** Least that a body must have room for: its frame and one row. */
export const MAX_BYTES_MIN = 2_000;
export const MAX_BYTES_MAX = 10_000_000;
export const MAX_ROWS_MAX = 10_000;
