/** Is this the account that state speaks of, and may the token do what a sync needs? */
import { ConfigError } from "../domain/errors.ts";
import type { Place } from "../domain/place.ts";
import type { Sync } from "../domain/sync.ts";
import type { Account, Destination } from "../destination/destination.ts";

/** Resolves to the account's id. One request; nothing else is read from a wrong account. */
export async function checkAccount(destination: Destination, sync: Sync, recorded: readonly Place[]): Promise<string> {
  const account = await destination.identify();
  refuseAccount(account, sync, recorded);
  return account.accountId;
}

/** The same of an account that was identified already. */
export function refuseAccount(account: Account, sync: Sync, recorded: readonly Place[]): void {
  const { accountId, missingScopes } = account;
  const other = recorded.find((place) => place.accountId !== accountId);
  if (other !== undefined)
    throw new ConfigError(
      "other_account",
      `${sync.name} now leads to ${accountId}, but what it sent before went to ${other.accountId}.`,
      {
        location: sync.location,
        remedy: `Let address and credential lead to ${other.accountId} again, or give the new destination a sync of its own.`,
      },
    );
  if (missingScopes !== null && missingScopes.length > 0)
    throw new ConfigError("missing_scopes", `The token lacks the scopes ${missingScopes.join(", ")}.`, {
      location: sync.location,
      remedy: "Add them to the token's app at the destination, then run again.",
    });
}
