/** E-mail addresses as a second key: who may use one that several members carry. */
import { normaliseAddress } from "../../domain/normalise-address.ts";
import { isTombstone, type DesiredMember, type SyncedRow } from "./rows.ts";

/** Who carries each address, by address. */
export function sharersOf(addresses: ReadonlyMap<string, string | null>): ReadonlyMap<string, readonly string[]> {
  const sharers = new Map<string, string[]>();
  for (const [key, address] of addresses)
    if (address !== null) sharers.set(address, [...(sharers.get(address) ?? []), key]);
  return sharers;
}

/**
 * For each address that several desired members carry: the one whose acknowledged record carries it, or '' when none
 * or more than one does (then all are refused). Addresses of one member alone are not in it.
 */
export function holdersOfSharedAddresses(
  desired: ReadonlyMap<string, DesiredMember>,
  synced: ReadonlyMap<string, SyncedRow>,
): ReadonlyMap<string, string> {
  const byAddress = sharersOf(
    new Map([...desired].map(([identity, member]) => [identity, normaliseAddress(member.email)])),
  );
  const holders = new Map<string, string>();
  for (const [address, identities] of byAddress) {
    if (identities.length === 1) continue;
    const acknowledged = identities.filter((identity) => {
      const row = synced.get(identity);
      return row !== undefined && !isTombstone(row) && row.recordId !== null && row.addressHash === address;
    });
    const [holder = "", ...others] = acknowledged;
    holders.set(address, others.length === 0 ? holder : "");
  }
  return holders;
}
