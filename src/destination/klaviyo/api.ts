/** The one way to Klaviyo: every request passes its endpoint's limiter and the attempts, and feeds the limiter. */
import type { HttpResponse } from "../../platform/http.ts";
import type { Attempted, Permission } from "../kit/attempts.ts";
import { noAnswerFrom } from "../kit/no-answer.ts";
import { createRateLimiter } from "../kit/rate-limiter.ts";
import type { RateLimiter } from "../kit/rate-limiter.ts";
import { createRequester, UNBOUND } from "../kit/requester.ts";
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

/** Under way at once per endpoint: ten a second need ten while an answer takes a second. */
const CONCURRENCY = 10;

export function createApi(options: KlaviyoOptions): KlaviyoApi {
  const { clock, random, send } = options;
  const share = options.budgetShare ?? DEFAULTS.budgetShare;
  const limiters = new Map<Endpoint, RateLimiter>();
  const requester = createRequester({ clock, random, send, log: options.log });

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
    const { endpoint, ...sent } = request;
    return await requester.call(sent, io, {
      operation: endpoint.slice(endpoint.indexOf(" ") + 1),
      limiter,
      attemptsMax,
      judge: (answer) => {
        learn(limiter, endpoint, answer);
        return judge(answer, clock.nowMs(), isReadable);
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
      return requester.requestCount;
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
