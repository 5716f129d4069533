/**
 * One request, tried until it has an answer that stands.
 *
 * Every attempt passes the rate limiter, then asks `beforeRequest` as the last await before it is sent. What an attempt
 * may have done without saying so is remembered: the caller folds it into the receipts of the rows the request carried.
 */
import pRetry from "p-retry";
import { InvariantError, TierlineError, TransientError } from "../../domain/errors.ts";
import type { Clock } from "../../platform/clock.ts";
import type { HttpRequest, HttpResponse, HttpSend } from "../../platform/http.ts";
import type { Random } from "../../platform/random.ts";
import type { SubmitIo } from "../destination.ts";
import type { RateLimiter, Slot } from "./rate-limiter.ts";

/** What an answer means for this request. */
export type Judgement =
  /** It stands, be it yes or no. */
  | { readonly kind: "final" }
  | {
      readonly kind: "again";
      /** The request may have been carried out. */
      readonly isAmbiguous: boolean;
      /** Null: by the backoff. */
      readonly waitMs: number | null;
      /** The reason of the rows when there is no attempt left. */
      readonly reason: string;
    }
  /** One cause for the whole run; the request was not carried out. */
  | { readonly kind: "stop"; readonly error: TierlineError };

/** Who lets a request go, and what ends its waits. */
export type Permission = Pick<SubmitIo, "beforeRequest" | "signal">;

export interface Attempted {
  /** The answer that stands; null when none came. */
  readonly answer: HttpResponse | null;
  /** Why there is none; null when there is. */
  readonly reason: string | null;
  /** Some attempt of this request may have been carried out. Says nothing about the answer that stands. */
  readonly isAmbiguous: boolean;
  readonly stop: TierlineError | null;
}

export interface AttemptOptions {
  readonly send: HttpSend;
  readonly judge: (answer: HttpResponse) => Judgement;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  readonly random: Random;
  readonly attemptsMax: number;
  /** First wait; doubled each time, at most `waitMaxMs`, spread between half and whole. */
  readonly waitMinMs: number;
  readonly waitMaxMs: number;
  /** The reason of rows that were not sent because the run was stopped. */
  readonly notSentReason: string;
  readonly onAttempt?: () => void;
}

/** Never rejects. */
export async function attempt(request: HttpRequest, io: Permission, options: AttemptOptions): Promise<Attempted> {
  let isAmbiguous = false;
  try {
    const answer = await pRetry(
      async (attemptNo) => {
        const outcome = await tryOnce(request, io, options);
        isAmbiguous ||= outcome.isAmbiguous;
        if (outcome.kind === "answered") return outcome.answer;
        if (outcome.kind === "ended" || attemptNo >= options.attemptsMax) throw new Ended(outcome.reason, outcome.stop);
        if (!(await wait(outcome.waitMs ?? backoffMs(attemptNo, options), io, options.clock)))
          throw new Ended(options.notSentReason, null);
        throw new Again();
      },
      {
        retries: options.attemptsMax,
        minTimeout: 0,
        maxTimeout: 0,
        shouldRetry: ({ error }) => error instanceof Again,
      },
    );
    return { answer, reason: null, isAmbiguous, stop: null };
  } catch (error) {
    if (error instanceof Ended) return { answer: null, reason: error.reason, isAmbiguous, stop: error.stop };
    // Nobody can say how far an unforeseen failure let the request come.
    const stop = error instanceof TierlineError ? error : unforeseen(error);
    return { answer: null, reason: stop.code, isAmbiguous: true, stop };
  }
}

type Outcome =
  | { readonly kind: "answered"; readonly answer: HttpResponse; readonly isAmbiguous: false }
  | {
      readonly kind: "again";
      readonly waitMs: number | null;
      readonly reason: string;
      readonly isAmbiguous: boolean;
      readonly stop: null;
    }
  | {
      readonly kind: "ended";
      readonly reason: string;
      readonly stop: TierlineError | null;
      readonly isAmbiguous: boolean;
    };

async function tryOnce(request: HttpRequest, io: Permission, options: AttemptOptions): Promise<Outcome> {
  return await options.limiter.run(io.signal, async (slot) => {
    if (slot === undefined || io.signal.aborted) return ended(options.notSentReason, null);
    try {
      if (!(await io.beforeRequest(request.timeoutMs))) return ended(options.notSentReason, null);
    } catch (error) {
      // Nothing was sent in this attempt: whoever holds the lease could not be asked.
      return ended(options.notSentReason, error instanceof TierlineError ? error : unforeseen(error));
    }
    return await sendOnce(request, slot, options);
  });
}

async function sendOnce(request: HttpRequest, slot: Slot, options: AttemptOptions): Promise<Outcome> {
  let answer: HttpResponse;
  slot.markSent();
  options.onAttempt?.();
  try {
    answer = await options.send(request);
  } catch (error) {
    if (error instanceof TransientError) {
      const isAmbiguous = error.code !== "connection_refused";
      return { kind: "again", waitMs: error.retryAfterMs ?? null, reason: error.code, isAmbiguous, stop: null };
    }
    // A configuration error of the transport is thrown before anything is sent.
    if (error instanceof TierlineError) return ended(error.code, error);
    throw error;
  }
  const judgement = options.judge(answer);
  if (judgement.kind === "final") return { kind: "answered", answer, isAmbiguous: false };
  if (judgement.kind === "stop") return ended(judgement.error.code, judgement.error);
  return { ...judgement, stop: null };
}

function ended(reason: string, stop: TierlineError | null): Outcome {
  return { kind: "ended", reason, stop, isAmbiguous: false };
}

/** False when the run was stopped meanwhile. */
async function wait(ms: number, io: Permission, clock: Clock): Promise<boolean> {
  try {
    await clock.sleep(ms, io.signal);
  } catch (error) {
    if (!io.signal.aborted) throw error;
  }
  return !io.signal.aborted;
}

function backoffMs(attemptNo: number, options: AttemptOptions): number {
  const whole = Math.min(options.waitMinMs * 2 ** (attemptNo - 1), options.waitMaxMs);
  return Math.round(whole * (0.5 + options.random.fraction() / 2));
}

function unforeseen(cause: unknown): InvariantError {
  return new InvariantError("request_failed_unforeseen", "A request ended in a way the adapter does not know.", {
    cause,
  });
}

class Again extends Error {}

class Ended extends Error {
  readonly reason: string;
  readonly stop: TierlineError | null;

  constructor(reason: string, stop: TierlineError | null) {
    super(reason);
    this.reason = reason;
    this.stop = stop;
  }
}
