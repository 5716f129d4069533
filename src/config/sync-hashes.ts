/** Hashes that tell whether a sync file still means the same. Secrets, the address and the order of keys never count. */
import { createHash } from "node:crypto";
import type { Sync } from "../domain/sync.ts";

type Meaning = Omit<
  Sync,
  "definitionHash" | "mappingHash" | "location" | "listLocations" | "propertyLocations" | "exclusionLocations"
>;

/**
 * The whole meaning: sha256, 64 hexadecimal digits. The address is left out: which account answers there is checked
 * before every plan, and a sandbox may move to another port.
 */
export function definitionHash(sync: Meaning): string {
  const { destination, audiences, suppress, consent, holdout, applyOn, ...rest } = sync;
  return hash({
    ...rest,
    ...given({ suppress, consent, holdout, applyOn: applyOn === null ? null : applyOn.names.toSorted(compare) }),
    destination: isEmpty(destination.written) ? destination.type : { type: destination.type, ...destination.written },
    audiences: audiences
      .map(({ model, lists }) => ({ model, lists: lists.toSorted((a, b) => compare(a.audience, b.audience)) }))
      .toSorted((a, b) => compare(a.model, b.model)),
  });
}

/** What a contact's payload is made of: a change makes every contact an update. A label changes no payload. */
export function mappingHash(sync: Meaning): string {
  const { model, key, email } = sync.members;
  return hash({
    members: { model, key, email },
    properties: sync.properties.map(({ name, column, type, format }) => ({ name, column, type, format })),
  });
}

/** Without what is not set: a key that a later version brings changes no hash until somebody writes it. */
function given(keys: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== null));
}

function isEmpty(keys: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(keys).length === 0;
}

function hash(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}

/** JSON with the keys of every object in order. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member !== "object" || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => compare(a, b)));
  });
}

/** By code unit: the same everywhere, whatever the locale. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
