/**
 * Looks contacts up by record id, member id or address, 100 a request.
 *
 * Only what HubSpot says counts: a contact is `absent` when it is named among the missing. One in neither results nor
 * errors is read once more, a record id then alone, since a merged record comes back under another id.
 */
import { z } from "zod";
import type { HttpResponse } from "../../platform/http.ts";
import type { BatchCalls } from "../kit/batch-calls.ts";
import type { LookUp, LookUpKey } from "../kit/contact-session.ts";
import { UNACKNOWLEDGED } from "../kit/contact-session.ts";
import { isSuccess, readBody } from "../kit/read-answer.ts";
import { contactBatch, vendorError } from "./answers.ts";
import type { ContactRecord, VendorError } from "./answers.ts";
import type { Cause } from "./cause.ts";
import { causeOf } from "./cause.ts";
import { CONTACTS_PER_CALL, MEMBER_ID_PROPERTY } from "./options.ts";
import type { HubSpotRequests } from "./requests.ts";

/**
 * HubSpot answers a merged record's id with the record it was merged into, under that record's id (seen by a third party,
 * community.hubspot.com, thread 1101616, read 2026-11-22). Which id that answers is told by this property (from memory).
 */
const MERGED_IDS = "hs_merged_object_ids";
const NAMES = ["email", "hs_additional_emails", MEMBER_ID_PROPERTY, MERGED_IDS] as const;
const ID_PROPERTY = { record: null, member: MEMBER_ID_PROPERTY, address: "email" } as const;
/** Record ids read alone per batch; more than these in neither results nor errors are no merge but a broken answer. */
const SINGLES_MAX = 20;

/** What a batch under way lends a look-up. */
export interface Reading extends Pick<BatchCalls, "read"> {
  readonly requests: HubSpotRequests;
  stopWith(cause: Cause): void;
}

/** One entry per distinct id. */
export async function lookUp(
  reading: Reading,
  key: LookUpKey,
  ids: Iterable<string>,
): Promise<ReadonlyMap<string, LookUp>> {
  const found = new Map<string, LookUp>();
  const wanted = [...new Set(ids)];
  await readInBatches(reading, key, wanted, found);
  const again = wanted.filter((id) => !found.has(id));
  if (again.length > 0) await readInBatches(reading, key, again, found);
  if (key === "record") await readSingly(reading, wanted, found);
  for (const id of wanted) if (!found.has(id)) found.set(id, { kind: "unknown", reason: UNACKNOWLEDGED });
  return found;
}

async function readInBatches(
  reading: Reading,
  key: LookUpKey,
  ids: readonly string[],
  found: Map<string, LookUp>,
): Promise<void> {
  for (let at = 0; at < ids.length; at += CONTACTS_PER_CALL)
    await readBatch(reading, key, ids.slice(at, at + CONTACTS_PER_CALL), found);
}

async function readSingly(reading: Reading, ids: readonly string[], found: Map<string, LookUp>): Promise<void> {
  const left = ids.filter((id) => !found.has(id));
  for (const id of left.slice(0, SINGLES_MAX)) {
    const answer = await readBatch(reading, "record", [id], found);
    const [record, other] = answer ?? [];
    // Asked for one and given another: it was merged into that one.
    if (record !== undefined && other === undefined && !found.has(id)) found.set(id, describe(record));
  }
}

async function readBatch(
  reading: Reading,
  key: LookUpKey,
  ids: readonly string[],
  found: Map<string, LookUp>,
): Promise<readonly ContactRecord[] | undefined> {
  const request = await reading.requests.readContacts(ids, ID_PROPERTY[key], NAMES);
  const { answer, reason } = await reading.read(request, isContactBatch);
  if (answer === undefined) {
    for (const id of ids) found.set(id, { kind: "unknown", reason });
    return undefined;
  }
  if (!isSuccess(answer)) return await readHalves(reading, key, ids, found, answer);
  const batch = readBody(answer, contactBatch);
  for (const record of batch?.results ?? [])
    for (const id of keysOf(record, key)) if (ids.includes(id)) found.set(id, describe(record));
  for (const id of missingOf(batch?.errors ?? []))
    if (ids.includes(id) && !found.has(id)) found.set(id, { kind: "absent" });
  return batch?.results;
}

/** The whole request was refused: one id may be to blame. */
async function readHalves(
  reading: Reading,
  key: LookUpKey,
  ids: readonly string[],
  found: Map<string, LookUp>,
  answer: HttpResponse,
): Promise<undefined> {
  const error = readBody(answer, vendorError) ?? {};
  const cause = causeOf(error, answer.status);
  const [only, second] = ids;
  const missing = missingOf([error]).filter((id) => ids.includes(id));
  if (missing.length > 0) for (const id of missing) found.set(id, { kind: "absent" });
  else if (cause.scope === "run") reading.stopWith(cause);
  else if (only !== undefined && second === undefined) found.set(only, { kind: "refused", cause });
  else
    for (const half of [ids.slice(0, Math.ceil(ids.length / 2)), ids.slice(Math.ceil(ids.length / 2))])
      await readBatch(reading, key, half, found);
}

export function isContactBatch(answer: HttpResponse): boolean {
  return readBody(answer, contactBatch) !== undefined;
}

const idList = z.array(z.union([z.string(), z.number()]).transform(String));

/** The ids that errors of the category `OBJECT_NOT_FOUND` name; one such error names them all. */
export function missingOf(errors: readonly VendorError[]): readonly string[] {
  return errors
    .filter((error) => error.category === "OBJECT_NOT_FOUND")
    .flatMap((error) => idList.safeParse(error.context?.["ids"]).data ?? []);
}

function keysOf(record: ContactRecord, key: LookUpKey): readonly string[] {
  if (key === "record") return [record.id, ...mergedIdsOf(record)];
  if (key === "member") return [textOf(record, MEMBER_ID_PROPERTY) ?? ""];
  return addressesOf(record);
}

function addressesOf(record: ContactRecord): readonly string[] {
  const others = (textOf(record, "hs_additional_emails") ?? "").split(";");
  return [textOf(record, "email") ?? "", ...others].map(normalizeAddress).filter((address) => address !== "");
}

function describe(record: ContactRecord): LookUp {
  return {
    kind: "found",
    recordId: record.id,
    memberId: textOf(record, MEMBER_ID_PROPERTY),
    address: addressOf(record),
    addresses: addressesOf(record),
    mergedIds: mergedIdsOf(record),
  };
}

function mergedIdsOf(record: ContactRecord): readonly string[] {
  const ids = (textOf(record, MERGED_IDS) ?? "").split(";").map((id) => id.trim());
  return ids.filter((id) => id !== "");
}

/** The first address, trimmed and lower case. Personal data. */
export function addressOf(record: ContactRecord): string | null {
  const address = normalizeAddress(textOf(record, "email") ?? "");
  return address === "" ? null : address;
}

export function textOf(record: ContactRecord, name: string): string | null {
  const value = record.properties[name];
  return value === undefined || value === null || value === "" ? null : String(value);
}

function normalizeAddress(address: string): string {
  return address.trim().toLowerCase();
}
