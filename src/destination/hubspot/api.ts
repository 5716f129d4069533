/** The one way to HubSpot: every request passes the limiter and the attempts, and feeds the limiter with its headers. */
import type { HttpRequest, HttpResponse } from "../../platform/http.ts";
import type { Attempted, Permission } from "../kit/attempts.ts";
import { createRateLimiter } from "../kit/rate-limiter.ts";
import type { RateWindow } from "../kit/rate-limiter.ts";
import { createRequester, UNBOUND } from "../kit/requester.ts";
import { judge } from "./judge.ts";
import { noAnswer } from "./no-answer.ts";
import { DEFAULTS, SMALLEST_PLAN_WINDOW } from "./options.ts";
import type { HubSpotOptions } from "./options.ts";
import { operationOf } from "./operation.ts";

export interface HubSpotApi {
  readonly windows: readonly RateWindow[];
  readonly requestCount: number;
  /** Never rejects. A success that `isReadable` denies counts as a lost answer. */
  call(request: HttpRequest, io: Permission, isReadable?: (answer: HttpResponse) => boolean): Promise<Attempted>;
  /** Outside a plan: the answer that stands, be it yes or no. Rejects with the error that stops, or `TransientError`. */
  ask(request: HttpRequest): Promise<HttpResponse>;
}

export function createApi(options: HubSpotOptions): HubSpotApi {
  const { clock, random, send } = options;
  const share = options.budgetShare ?? DEFAULTS.budgetShare;
  const limiter = createRateLimiter({
    windows: [budgetOf(SMALLEST_PLAN_WINDOW, share)],
    concurrency: options.concurrency ?? DEFAULTS.concurrency,
    clock,
  });
  const requester = createRequester({ clock, random, send, log: options.log });

  const call: HubSpotApi["call"] = async (request, io, isReadable = () => true) =>
    await requester.call(request, io, {
      operation: operationOf(request.url),
      limiter,
      attemptsMax: options.attemptsMax ?? DEFAULTS.attemptsMax,
      judge: (answer) => {
        const window = windowOf(answer);
        if (window !== undefined) {
          limiter.setWindows([budgetOf(window, share)]);
          if (window.remaining === 0) limiter.pauseUntil(clock.nowMs() + window.ms);
        }
        return judge(answer, clock.nowMs(), isReadable);
      },
    });

  return {
    get windows() {
      return limiter.windows;
    },
    get requestCount() {
      return requester.requestCount;
    },
    call,
    ask: async (request) => {
      const attempted = await call(request, UNBOUND);
      if (attempted.stop !== null) throw attempted.stop;
      if (attempted.answer !== null) return attempted.answer;
      throw noAnswer(attempted.reason ?? "no_answer", {
        baseUrl: options.baseUrl ?? DEFAULTS.baseUrl,
        sandboxState: options.sandboxState ?? null,
      });
    },
  };
}

function budgetOf(window: RateWindow, share: number): RateWindow {
  return { ms: window.ms, requests: Math.max(1, Math.floor(window.requests * share)) };
}

/** `X-HubSpot-RateLimit-*`; search answers and some errors carry none (usage guidelines, read 2026-11-22). */
function windowOf(answer: HttpResponse): (RateWindow & { readonly remaining: number | undefined }) | undefined {
  const read = (name: string): number | undefined => {
    const text = answer.headers[`x-hubspot-ratelimit-${name}`];
    return text === undefined || !/^\d+$/u.test(text) ? undefined : Number(text);
  };
  const [requests, ms] = [read("max"), read("interval-milliseconds")];
  if (requests === undefined || ms === undefined || requests === 0 || ms === 0) return undefined;
  return { requests, ms, remaining: read("remaining") };
}
