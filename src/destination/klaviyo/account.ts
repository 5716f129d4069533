import type { Account } from "../destination.ts";
import { isSuccess } from "../kit/read-answer.ts";
import { accountsAnswer, expectBody } from "./answers.ts";
import { refusedReading } from "./list-errors.ts";
import type { ListsOptions } from "./lists.ts";

/** A private key belongs to one account. It cannot be asked for its scopes: a lacking one shows at the first use. */
export async function readAccount({ api, requests }: ListsOptions): Promise<Account> {
  const answer = await api.ask(requests.account());
  if (!isSuccess(answer)) throw refusedReading(answer, "for the account");
  const [account] = expectBody(answer, accountsAnswer, "for the account").data;
  return { accountId: account?.id ?? "", missingScopes: null, dailyRequests: null };
}
