/** How the destination knows each desired member, and who must not be known there: the specification of that step. */
import { identityWithoutAddress } from "../../domain/identity.ts";
import { REASON } from "../../domain/receipt.ts";
import type { PlanRequest } from "../journal.ts";
import { normaliseAddress } from "../../domain/normalise-address.ts";
import { holdersOfSharedAddresses, sharersOf } from "./addresses.ts";
import { isTombstone, type DesiredMember, type SyncedRow } from "./rows.ts";

export interface Identified {
  readonly identity: string;
  /** Why nothing may be said of the member; null when something may. */
  readonly reason: string | null;
}

type Members = ReadonlyMap<string, DesiredMember>;
type Synced = ReadonlyMap<string, SyncedRow>;

const DATA_ERROR = "DATA_ERROR";

/** `synced`: the contacts, by identity. One answer per desired member, by key; no two members have one identity. */
export function identifyMembers(
  { identifiedBy }: Pick<PlanRequest<unknown>, "identifiedBy">,
  desired: Members,
  synced: Synced,
): ReadonlyMap<string, Identified> {
  return identifiedBy === "member" ? byMember(desired, synced) : byAddress(desired, synced);
}

/** Of a member whom the contacts should not hold at all. */
export function strangerIdentity({ identifiedBy }: Pick<PlanRequest<unknown>, "identifiedBy">, key: string): string {
  return identifiedBy === "member" ? key : identityWithoutAddress(key);
}

export function isDataError(member: DesiredMember | undefined): boolean {
  return member?.reason === DATA_ERROR;
}

function byMember(desired: Members, synced: Synced): ReadonlyMap<string, Identified> {
  const holders = holdersOfSharedAddresses(desired, synced);
  return new Map(
    [...desired].map(([key, member]) => {
      const address = normaliseAddress(member.email);
      const hasRecord = (synced.get(key)?.recordId ?? null) !== null;
      const holder = address === null ? undefined : holders.get(address);
      const addressReason =
        address === null
          ? hasRecord
            ? null
            : REASON.noAddress
          : holder === undefined || holder === key
            ? null
            : REASON.sharedAddress;
      return [key, { identity: key, reason: isDataError(member) ? REASON.dataError : addressReason }];
    }),
  );
}

/** Of several members with one address it is his whose row has it; without such a row, nobody's. */
function byAddress(desired: Members, synced: Synced): ReadonlyMap<string, Identified> {
  const used = new Map([...desired].map(([key, member]) => [key, usedAddress(member, synced)]));
  const sharers = sharersOf(used);
  return new Map(
    [...desired].map(([key, member]) => {
      const address = used.get(key) ?? null;
      const row = address === null ? undefined : synced.get(address);
      const isHolder = row !== undefined && !isTombstone(row) && row.memberKey === key;
      const isShared = address !== null && (sharers.get(address)?.length ?? 0) > 1 && !isHolder;
      const reason = address === null ? REASON.noAddress : isShared ? REASON.sharedAddress : null;
      const identity = address === null || isShared ? identityWithoutAddress(key) : address;
      return [key, { identity, reason: isDataError(member) ? REASON.dataError : reason }];
    }),
  );
}

/** A member with a data error is neither entered nor left, so what counts is the address that he has there. */
function usedAddress(member: DesiredMember, synced: Synced): string | null {
  const address = normaliseAddress(member.email);
  if (!isDataError(member)) return address;
  const rows = [...synced.values()].filter((row) => row.memberKey === member.key && !isTombstone(row));
  const there = rows.map(({ identity }) => identity).toSorted();
  return there.find((identity) => identity === address) ?? there[0] ?? address;
}
