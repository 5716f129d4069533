/**
 * Contacts that Mailchimp showed a short while ago with their address: asking who the members of a page are needs no request per
 * member then. Bounded in number and age.
 */
import type { Clock } from "../../platform/clock.ts";

export interface SeenContacts {
  add(recordId: string, address: string): void;
  /** Trimmed and lower case; undefined: not seen lately. */
  address(recordId: string): string | undefined;
}

const COUNT_MAX = 10_000;
const AGE_MAX_MS = 60_000;

export function createSeenContacts(clock: Clock): SeenContacts {
  const seen = new Map<string, { readonly address: string; readonly atMs: number }>();
  return {
    add: (recordId, address) => {
      seen.delete(recordId);
      seen.set(recordId, { address: address.trim().toLowerCase(), atMs: clock.nowMs() });
      const [oldest] = seen.size > COUNT_MAX ? seen.keys() : [];
      if (oldest !== undefined) seen.delete(oldest);
    },
    address: (recordId) => {
      const one = seen.get(recordId);
      return one !== undefined && clock.nowMs() - one.atMs <= AGE_MAX_MS ? one.address : undefined;
    },
  };
}
