import type { Account } from "../destination.ts";
import { ContractError } from "../../domain/errors.ts";
import type { HttpResponse } from "../../platform/http.ts";
import { isSuccess } from "../kit/read-answer.ts";
import { accountAnswer, expectBody } from "./answers.ts";
import type { HubSpotApi } from "./api.ts";
import type { HubSpotRequests } from "./requests.ts";

export interface AccountOptions {
  readonly api: HubSpotApi;
  readonly requests: HubSpotRequests;
}

/** The account id is the portal id. A service key cannot be asked for its scopes: a lacking one shows at the first use. */
export async function readAccount(options: AccountOptions): Promise<Account> {
  const answer = await options.api.ask(options.requests.account());
  if (!isSuccess(answer))
    throw new ContractError("unexpected_answer", `HubSpot answered for the account with status ${answer.status}.`, {
      remedy: "Check the base URL and the API version.",
    });
  return {
    accountId: expectBody(answer, accountAnswer, "for the account").portalId,
    missingScopes: null,
    dailyRequests: readDaily(answer),
  };
}

/** `X-HubSpot-RateLimit-Daily`, `-Daily-Remaining` (usage guidelines, read 2026-11-22). */
function readDaily({ headers }: HttpResponse): Account["dailyRequests"] {
  const [of, left] = ["daily", "daily-remaining"].map((name) => headers[`x-hubspot-ratelimit-${name}`]);
  if (of === undefined || left === undefined || !/^\d+$/u.test(of) || !/^\d+$/u.test(left)) return null;
  return { of: Number(of), left: Number(left) };
}
