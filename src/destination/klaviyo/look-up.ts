/**
 * Looks profiles up by profile id, external id or address, 100 a request at most.
 *
 * A filter answers with those who are there: whoever is on none of its pages is absent. In accounts with several addresses
 * per profile a filter may find a profile by one that it does not tell: then each address left is asked for alone.
 */
import type { BatchCalls } from "../kit/batch-calls.ts";
import type { LookUp, LookUpKey } from "../kit/contact-session.ts";
import { UNACKNOWLEDGED } from "../kit/contact-session.ts";
import { isSuccess, readBody } from "../kit/read-answer.ts";
import { splitRows } from "../kit/split-rows.ts";
import type { ProfileAnswer } from "./answers.ts";
import { cursorOf, profilePage, vendorErrors } from "./answers.ts";
import { causeOf } from "./cause.ts";
import { FILTER_BYTES_MAX, PROFILES_PER_PAGE } from "./options.ts";
import type { FilterField, KlaviyoRequest, KlaviyoRequests } from "./requests.ts";

const FIELDS: Readonly<Record<LookUpKey, FilterField>> = {
  record: "id",
  member: "external_id",
  address: "email",
};
/** Addresses asked for alone per batch; more than these would cost a batch its minutes. */
const SINGLES_MAX = 50;

/** What a batch under way lends a look-up. */
export interface Reading extends Pick<BatchCalls<KlaviyoRequest>, "read"> {
  readonly requests: KlaviyoRequests;
}

/** One entry per distinct id. */
export async function lookUp(
  reading: Reading,
  key: LookUpKey,
  ids: Iterable<string>,
): Promise<ReadonlyMap<string, LookUp>> {
  const found = new Map<string, LookUp>();
  const limit = { maxRows: PROFILES_PER_PAGE, maxBytes: FILTER_BYTES_MAX };
  let singles = 0;
  for (const part of splitRows([...new Set(ids)], limit, (id) => encodeURIComponent(JSON.stringify(id)).length + 3)) {
    const profiles = await readPart(reading, key, part, found);
    const wanted = new Set(part);
    const untold = key === "address" ? profiles.filter((profile) => !wanted.has(keyOf(profile, key) ?? "")) : [];
    for (const id of part.filter((one) => !found.has(one))) {
      if (untold.length === 0) found.set(id, { kind: "absent" });
      else if (part.length === 1) found.set(id, foundBy(id, untold));
      else if (singles < SINGLES_MAX) {
        singles += 1;
        const alone = await readPart(reading, key, [id], found);
        if (!found.has(id)) found.set(id, foundBy(id, alone));
      } else found.set(id, { kind: "unknown", reason: UNACKNOWLEDGED });
    }
  }
  return found;
}

/** Asked for one address and given one profile: it is that address's, told or not. */
function foundBy(address: string, [profile]: readonly ProfileAnswer[]): LookUp {
  return profile === undefined ? { kind: "absent" } : describe(profile, address);
}

/** The profiles of all pages; ids of which nothing was learned have their entries. */
async function readPart(
  reading: Reading,
  key: LookUpKey,
  ids: readonly string[],
  found: Map<string, LookUp>,
): Promise<readonly ProfileAnswer[]> {
  const profiles: ProfileAnswer[] = [];
  let cursor: string | undefined;
  do {
    const request = reading.requests.profiles(FIELDS[key], ids, { cursor });
    const { answer, reason } = await reading.read(request, (one) => readBody(one, profilePage) !== undefined);
    if (answer === undefined) {
      for (const id of ids) found.set(id, { kind: "unknown", reason });
      return [];
    }
    if (!isSuccess(answer)) {
      const error = readBody(answer, vendorErrors)?.errors[0];
      return await readHalves(reading, key, ids, found, { kind: "refused", cause: causeOf(error, answer.status) });
    }
    const page = readBody(answer, profilePage);
    profiles.push(...(page?.data ?? []));
    const next = cursorOf(page?.links?.next);
    cursor = next === cursor ? undefined : next;
  } while (cursor !== undefined);
  const wanted = new Set(ids);
  for (const profile of profiles) {
    const id = keyOf(profile, key);
    if (id !== null && wanted.has(id)) found.set(id, describe(profile));
  }
  return profiles;
}

/** The whole request was refused: one id may be to blame. */
async function readHalves(
  reading: Reading,
  key: LookUpKey,
  ids: readonly string[],
  found: Map<string, LookUp>,
  refused: LookUp,
): Promise<readonly ProfileAnswer[]> {
  const [only, second] = ids;
  if (only !== undefined && second === undefined) {
    found.set(only, refused);
    return [];
  }
  const middle = Math.ceil(ids.length / 2);
  const first = await readPart(reading, key, ids.slice(0, middle), found);
  return [...first, ...(await readPart(reading, key, ids.slice(middle), found))];
}

function keyOf(profile: ProfileAnswer, key: LookUpKey): string | null {
  if (key === "record") return profile.id;
  return key === "member" ? (profile.attributes.external_id ?? null) : addressOf(profile);
}

function describe(profile: ProfileAnswer, alsoKnownBy?: string): LookUp {
  const address = addressOf(profile);
  const addresses = [address, alsoKnownBy ?? null].flatMap((one) => one ?? []);
  return {
    kind: "found",
    recordId: profile.id,
    memberId: memberOf(profile),
    address,
    addresses: [...new Set(addresses)],
    // Klaviyo does not tell which profiles were merged into one.
    mergedIds: [],
  };
}

export function memberOf({ attributes }: ProfileAnswer): string | null {
  const id = attributes.external_id ?? "";
  return id === "" ? null : id;
}

/** Trimmed and lower case. Personal data. */
export function addressOf({ attributes }: ProfileAnswer): string | null {
  const address = (attributes.email ?? "").trim().toLowerCase();
  return address === "" ? null : address;
}
