/**
 * How an adapter sends: each attempt passes a limiter, is counted and logged, and is tried again as the answer says. What
 * an answer means, and which limiter holds, is the adapter's to say, request by request.
 */
import type { Clock } from "../../platform/clock.ts";
import type { HttpRequest, HttpResponse, HttpSend } from "../../platform/http.ts";
import type { Random } from "../../platform/random.ts";
import type { AttemptLine } from "../destination-type.ts";
import { attempt } from "./attempts.ts";
import type { Attempted, Judgement, Permission } from "./attempts.ts";
import type { RateLimiter } from "./rate-limiter.ts";
import { NOT_SENT } from "./receipt-book.ts";

export interface RequesterOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly send: HttpSend;
  /** One line per attempt, free of personal data and secrets. */
  readonly log?: ((line: AttemptLine) => void) | undefined;
}

export interface Sending {
  /** The path with ids and names masked, for the log. */
  readonly operation: string;
  readonly limiter: RateLimiter;
  readonly attemptsMax: number;
  readonly judge: (answer: HttpResponse) => Judgement;
}

export interface Requester {
  /** Attempts sent so far. */
  readonly requestCount: number;
  /** Never rejects. An answer 429 that says how long to wait holds back the limiter's other requests, too. */
  call(request: HttpRequest, io: Permission, sending: Sending): Promise<Attempted>;
}

/** Reads and preparations happen before a plan is announced: no lease is at stake. */
export const UNBOUND: Permission = {
  beforeRequest: async () => true,
  signal: new AbortController().signal,
};

const BACKOFF = { waitMinMs: 1_000, waitMaxMs: 30_000 } as const;

export function createRequester({ clock, random, send, log }: RequesterOptions): Requester {
  let requestCount = 0;

  const sendLogged = async (request: HttpRequest, operation: string): Promise<HttpResponse> => {
    const startedAtMs = clock.nowMs();
    let status = 0;
    try {
      const answer = await send(request);
      status = answer.status;
      return answer;
    } finally {
      log?.({ method: request.method, operation, status, milliseconds: clock.nowMs() - startedAtMs });
    }
  };

  return {
    get requestCount() {
      return requestCount;
    },
    call: async (request, io, { operation, limiter, attemptsMax, judge }) =>
      await attempt(request, io, {
        send: async (sent) => await sendLogged(sent, operation),
        judge: (answer) => {
          const judgement = judge(answer);
          if (answer.status === 429 && judgement.kind === "again" && judgement.waitMs !== null)
            limiter.pauseUntil(clock.nowMs() + judgement.waitMs);
          return judgement;
        },
        limiter,
        clock,
        random,
        attemptsMax,
        ...BACKOFF,
        notSentReason: NOT_SENT,
        onAttempt: () => {
          requestCount += 1;
        },
      }),
  };
}
