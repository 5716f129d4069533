/**
 * Who is subtracted from desired before anything is judged: suppressed, without consent, held out, in this order. The
 * specification of the last step of the plan statement. It fails closed: a consent that is not known is none.
 */
import { isHeldOut } from "../../domain/holdout.ts";
import { REASON } from "../../domain/receipt.ts";
import { normaliseAddress } from "../../domain/normalise-address.ts";
import type { DesiredMember, DesiredRows } from "./rows.ts";

export type Block = typeof REASON.suppressed | typeof REASON.noConsent;

export interface Exclusions {
  /** Trimmed and lower case. */
  readonly suppressedAddresses: ReadonlySet<string>;
  /** Why nothing may be sent about this member anywhere; null when something may. */
  blockOf(memberKey: string): Block | null;
  /** Whether this member is kept off the lists of this model. */
  isHeldOut(model: string | null, memberKey: string): boolean;
}

/** `members`: by key, each once. */
export function exclusionsOf(desired: DesiredRows, members: ReadonlyMap<string, DesiredMember>): Exclusions {
  const named = new Set((desired.suppress?.rows ?? []).map(({ memberKey }) => memberKey?.trim() ?? ""));
  const addresses = suppressedAddresses(desired, members, named);
  return {
    suppressedAddresses: addresses,
    blockOf: (memberKey) => {
      const member = members.get(memberKey);
      const address = normaliseAddress(member?.email ?? null);
      const key = memberKey.trim();
      if ((key !== "" && named.has(key)) || (address !== null && addresses.has(address))) return REASON.suppressed;
      return desired.members.isConsentAsked && member?.consent !== true ? REASON.noConsent : null;
    },
    isHeldOut: (model, memberKey) => {
      const holdout = desired.audiences.find((audience) => audience.model === model)?.holdout ?? null;
      return holdout !== null && isHeldOut(holdout, memberKey);
    },
  };
}

/** Those that the model names, and those that the members whom it names carry: a contact may be several members'. */
function suppressedAddresses(
  { suppress }: DesiredRows,
  members: ReadonlyMap<string, DesiredMember>,
  named: ReadonlySet<string>,
): ReadonlySet<string> {
  const carriers = [...members.values()].filter(({ key }) => key.trim() !== "" && named.has(key.trim()));
  const addresses = [...(suppress?.rows ?? []), ...carriers].map(({ email }) => normaliseAddress(email));
  return new Set(addresses.filter((address) => address !== null));
}
