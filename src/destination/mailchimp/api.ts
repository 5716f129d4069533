/** The one way to Mailchimp: every request takes one of the connections we may have, and is tried until an answer stands. */
import type { HttpRequest, HttpResponse } from "../../platform/http.ts";
import type { Attempted, Permission } from "../kit/attempts.ts";
import { noAnswerFrom } from "../kit/no-answer.ts";
import { createRateLimiter } from "../kit/rate-limiter.ts";
import { createRequester, UNBOUND } from "../kit/requester.ts";
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

export function createApi(options: MailchimpOptions): MailchimpApi {
  const { clock, random, send } = options;
  const concurrency = Math.max(1, Math.floor(CONNECTIONS_MAX * (options.budgetShare ?? DEFAULTS.budgetShare)));
  const limiter = createRateLimiter({ windows: [], concurrency, clock });
  const requester = createRequester({ clock, random, send, log: options.log });

  const call: MailchimpApi["call"] = async (request, io, isReadable = () => true) =>
    await requester.call(request, io, {
      operation: operationOf(request.url),
      limiter,
      attemptsMax: options.attemptsMax ?? DEFAULTS.attemptsMax,
      judge: (answer) => judge(answer, isReadable),
    });

  return {
    concurrency,
    get requestCount() {
      return requester.requestCount;
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
