/** The one way to Klaviyo: every request passes its endpoint's limiter and the attempts, and feeds the limiter. */
import type { HttpRequest, HttpResponse } from "../../platform/http.ts";
import { attempt } from "../kit/attempts.ts";
import type { Attempted, Permission } from "../kit/attempts.ts";
import { noAnswerFrom } from "../kit/no-answer.ts";
import { createRateLimiter } from "../kit/rate-limiter.ts";
import type { RateLimiter } from "../kit/rate-limiter.ts";
import { NOT_SENT } from "../kit/receipt-book.ts";
import { budgetOf, ENDPOINTS } from "./endpoints.ts";
import type { Endpoint } from "./endpoints.ts";
import { judge } from "./judge.ts";
import { DEFAULTS } from "./options.ts";
import type { KlaviyoOptions } from "./options.ts";
import { readSteadyWindow } from "./read-steady-window.ts";
import type { KlaviyoRequest } from "./requests.ts";

export interface KlaviyoApi {
  readonly requestCount: number;
  /** Never rejects. A success that `isReadable` denies counts as a lost answer. */
  call(request: KlaviyoRequest, io: Permission, isReadable?: (answer: HttpResponse) => boolean): Promise<Attempted>;
  /** Outside a plan: the answer that stands, be it yes or no. Rejects with the error that stops, or `TransientError`. */
  ask(request: KlaviyoRequest): Promise<HttpResponse>;
  /** The same, sent once: null when nobody can say whether it was carried out. */
  askOnce(request: KlaviyoRequest): Promise<HttpResponse | null>;
}

const BACKOFF = { waitMinMs: 1_000, waitMaxMs: 30_000 } as const;
/** Under way at once per endpoint: ten a second need ten while an answer takes a second. */
const CONCURRENCY = 10;
/** Reads and preparations happen before a plan is announced: no lease is at stake. */
const UNBOUND: Permission = {
  beforeRequest: async () => true,
  signal: new AbortController().signal,
};

export function createApi(options: KlaviyoOptions): KlaviyoApi {
  const { clock, random, send } = options;
  const share = options.budgetShare ?? DEFAULTS.budgetShare;
  const limiters = new Map<Endpoint, RateLimiter>();
  let requestCount = 0;

  const limiterOf = (endpoint: Endpoint): RateLimiter => {
    const known = limiters.get(endpoint);
    if (known !== undefined) return known;
    const limiter = createRateLimiter({
      windows: budgetOf(ENDPOINTS[endpoint], share),
      concurrency: CONCURRENCY,
      clock,
    });
    limiters.set(endpoint, limiter);
    return limiter;
  };

  const sendLogged = async ({ endpoint, ...request }: KlaviyoRequest): Promise<HttpResponse> => {
    const startedAtMs = clock.nowMs();
    let status = 0;
    try {
      const answer = await send(request);
      status = answer.status;
      return answer;
    } finally {
      const milliseconds = clock.nowMs() - startedAtMs;
      const operation = endpoint.slice(endpoint.indexOf(" ") + 1);
      options.log?.({ method: request.method, operation, status, milliseconds });
    }
  };

  const learn = (limiter: RateLimiter, endpoint: Endpoint, answer: HttpResponse): void => {
    const steady = readSteadyWindow(answer);
    if (steady === undefined) return;
    limiter.setWindows(budgetOf({ ...ENDPOINTS[endpoint], perMinute: steady.perMinute }, share));
    if (steady.remaining === 0) limiter.pauseUntil(clock.nowMs() + steady.resetMs);
  };

  const callTimes = async (
    request: KlaviyoRequest,
    io: Permission,
    attemptsMax: number,
    isReadable: (answer: HttpResponse) => boolean = () => true,
  ): Promise<Attempted> => {
    const limiter = limiterOf(request.endpoint);
    return await attempt(request, io, {
      send: async (sent: HttpRequest) => await sendLogged({ ...sent, endpoint: request.endpoint }),
      judge: (answer) => {
        const judgement = judge(answer, clock.nowMs(), isReadable);
        learn(limiter, request.endpoint, answer);
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
    });
  };
  const attemptsMax = options.attemptsMax ?? DEFAULTS.attemptsMax;
  const outside = async (request: KlaviyoRequest, times: number): Promise<Attempted> => {
    const attempted = await callTimes(request, UNBOUND, times);
    if (attempted.stop !== null) throw attempted.stop;
    return attempted;
  };
  const missing = (reason: string | null): Error =>
    noAnswerFrom(
      options.baseUrl ?? DEFAULTS.baseUrl,
      reason ?? "no_answer",
      "Check `base_url` in the sync file, the network and its certificates, and Klaviyo's status page.",
    );

  return {
    get requestCount() {
      return requestCount;
    },
    call: async (request, io, isReadable) => await callTimes(request, io, attemptsMax, isReadable),
    ask: async (request) => {
      const { answer, reason } = await outside(request, attemptsMax);
      if (answer === null) throw missing(reason);
      return answer;
    },
    askOnce: async (request) => {
      const { answer, reason, isAmbiguous } = await outside(request, 1);
      if (answer === null && !isAmbiguous) throw missing(reason);
      return answer;
    },
  };
}
