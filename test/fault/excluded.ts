/** Who must not be sent, told from the models' rows alone: written apart from the product's own rules. */
import { holdoutBucket } from "../../src/domain/holdout.ts";
import type { DesiredRows } from "../../src/journal/in-memory/rows.ts";

export interface Excluded {
  /** Suppressed or without consent: nothing is sent about them. */
  readonly blocked: ReadonlySet<string>;
  /** Kept off every list. */
  readonly heldOut: ReadonlySet<string>;
}

/** Keys and addresses in these histories need no trimming; all audiences have one holdout. */
export function excludedBy({ members, suppress, audiences }: DesiredRows): Excluded {
  const { rows } = members;
  const keys = new Set(suppress?.rows.map(({ memberKey }) => memberKey));
  const addresses = new Set([
    ...(suppress?.rows ?? []).map(({ email }) => email),
    ...rows.filter(({ key }) => keys.has(key)).map(({ email }) => email),
  ]);
  const isBlocked = ({ key, email, consent }: (typeof rows)[number]): boolean =>
    keys.has(key) ||
    (email !== null && addresses.has(email)) ||
    (members.isConsentAsked && (consent === null || consent === undefined || !consent));
  const holdout = audiences[0]?.holdout ?? null;
  return {
    blocked: new Set(rows.filter(isBlocked).map(({ key }) => key)),
    heldOut: new Set(
      rows
        .map(({ key }) => key)
        .filter((key) => holdout !== null && holdoutBucket(holdout.seed, key) < holdout.buckets),
    ),
  };
}
