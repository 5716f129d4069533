/** The one way to Mailchimp: every request takes one of the connections we may have, and is tried until an answer stands. */
import type { HttpRequest, HttpResponse } from "../../platform/http.ts";
import { attempt } from "../kit/attempts.ts";
import type { Attempted, Permission } from "../kit/attempts.ts";
import { noAnswerFrom } from "../kit/no-answer.ts";
import { createRateLimiter } from "../kit/rate-limiter.ts";
import { NOT_SENT } from "../kit/receipt-book.ts";
import { judge } from "./judge.ts";
import { operationOf } from "./operation.ts";
import { CONNECTIONS_MAX, DEFAULTS } from "./options.ts";
import type { MailchimpOptions } from "./options.ts";

export interface MailchimpApi {
  readonly concurrency: number;
  readonly requestCount: number;
  /** Never rejects. A success that `isReadable` denies counts as a lost answer. */
  call(request: HttpRequest, io: Permission, isReadable?: (answer: HttpResponse) => boolean): Promise<Attempted>;
  /** Outside a plan: the answer that stands, be it yes or no. Rejects with the error that stops, or `TransientError`. */
  ask(request: HttpRequest): Promise<HttpResponse>;
}

const BACKOFF = { waitMinMs: 1_000, waitMaxMs: 30_000 } as const;
/** Reads and preparations happen before a plan is announced: no lease is at stake. */
const UNBOUND: Permission = {
  beforeRequest: async () => true,
  signal: new AbortController().signal,
};

export function createApi(options: MailchimpOptions): MailchimpApi {
  const { clock, random, send } = options;
  const concurrency = Math.max(1, Math.floor(CONNECTIONS_MAX * (options.budgetShare ?? DEFAULTS.budgetShare)));
  const limiter = createRateLimiter({ windows: [], concurrency, clock });
  let requestCount = 0;

  const sendLogged = async (request: HttpRequest): Promise<HttpResponse> => {
    const startedAtMs = clock.nowMs();
    let status = 0;
    try {
      const answer = await send(request);
      status = answer.status;
      return answer;
    } finally {
      const milliseconds = clock.nowMs() - startedAtMs;
      options.log?.({ method: request.method, operation: operationOf(request.url), status, milliseconds });
    }
  };

  const call: MailchimpApi["call"] = async (request, io, isReadable = () => true) =>
    await attempt(request, io, {
      send: sendLogged,
      judge: (answer) => judge(answer, isReadable),
      limiter,
      clock,
      random,
      attemptsMax: options.attemptsMax ?? DEFAULTS.attemptsMax,
      ...BACKOFF,
      notSentReason: NOT_SENT,
      onAttempt: () => {
        requestCount += 1;
      },
    });

  return {
    concurrency,
    get requestCount() {
      return requestCount;
    },
    call,
    ask: async (request) => {
      const attempted = await call(request, UNBOUND);
      if (attempted.stop !== null) throw attempted.stop;
      if (attempted.answer !== null) return attempted.answer;
      throw noAnswerFrom(
        options.baseUrl,
        attempted.reason ?? "no_answer",
        "Check `base_url` in the sync file, the network and its certificates, and Mailchimp's status page.",
      );
    },
  };
}
