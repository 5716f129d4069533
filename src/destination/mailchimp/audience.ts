/** The account and the audience a key leads to. */
import { ConfigError } from "../../domain/errors.ts";
import type { Account } from "../destination.ts";
import { isSuccess } from "../kit/read-answer.ts";
import { accountAnswer, expectBody, unexpected } from "./answers.ts";
import type { MailchimpApi } from "./api.ts";
import type { MailchimpRequests } from "./requests.ts";

export interface AudienceOptions {
  readonly api: MailchimpApi;
  readonly requests: MailchimpRequests;
  readonly audience: string;
}

/**
 * Segments belong to an audience, and another audience has other people: both ids together are the account that a place is
 * bound to (law 13). Two requests. A key cannot be asked for its rights, and Mailchimp counts no requests per day.
 */
export async function readAccount({ api, requests, audience }: AudienceOptions): Promise<Account> {
  const answer = await api.ask(requests.account());
  if (!isSuccess(answer)) throw unexpected(answer, "for the account");
  const { account_id: accountId } = expectBody(answer, accountAnswer, "for the account");
  const there = await api.ask(requests.audience());
  if (there.status === 404) throw audienceGone(audience);
  if (!isSuccess(there)) throw unexpected(there, "for the audience");
  return { accountId: `${accountId}/${audience}`, missingScopes: null, dailyRequests: null };
}

export function audienceGone(audience: string): ConfigError {
  return new ConfigError("audience_gone", `The account has no audience ${audience}.`, {
    remedy: "Correct `audience` in the sync file: Audience, Settings, Audience ID in Mailchimp.",
  });
}
