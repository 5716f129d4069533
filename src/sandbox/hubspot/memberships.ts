/** Who is on a list: add, remove, read in pages (destinations.md 1.5; spec read 2026-11-22). */
import { z } from "zod";
import type { Answer } from "../kit/answer.ts";
import { instant, invalid, noContent, ok } from "./answers.ts";
import type { ContactList } from "./contact-list.ts";
import { noSuchList } from "./lists.ts";
import type { Call } from "./route.ts";

const PAGE_MAX = 250;
const PAGE_DEFAULT = 100;
/** Clearing and copying are for lists below this many members (spec). */
const CLEAR_BELOW = 100_000;

const recordId = z.string().regex(/^\d+$/u, "is not a record id");
export const recordIdsBody = z.array(recordId);
/** Both keys are required (spec). */
export const addAndRemoveBody = z.strictObject({
  recordIdsToAdd: z.array(recordId),
  recordIdsToRemove: z.array(recordId),
});

export function addMembers(call: Call<readonly string[]>): Answer {
  return changeMembers(call, call.body, []);
}

export function removeMembers(call: Call<readonly string[]>): Answer {
  return changeMembers(call, [], call.body);
}

export function addAndRemoveMembers(call: Call<z.infer<typeof addAndRemoveBody>>): Answer {
  return changeMembers(call, call.body.recordIdsToAdd, call.body.recordIdsToRemove);
}

/**
 * "Records that do not exist or that are already members are ignored" (spec): the former come in `recordIdsMissing`, the
 * latter in neither array. The key `recordsIdsAdded` is spelled as the vendor spells it.
 */
function changeMembers(call: Call<unknown>, add: readonly string[], remove: readonly string[]): Answer {
  const list = call.portal.lists.get(call.params["listId"] ?? "");
  if (list === undefined) return noSuchList();
  const wrong = checkChange(call, list, add, remove);
  if (wrong !== undefined) return wrong;
  const added = new Set<string>();
  const removed = new Set<string>();
  const missing = new Set<string>();
  for (const id of add) {
    if (call.portal.contacts.get(id) === undefined) missing.add(id);
    else if (!list.members.has(id)) added.add(id);
    else if (call.readings.existingMembers === "echoed") added.add(id);
  }
  for (const id of remove) {
    if (call.portal.contacts.get(id) === undefined) missing.add(id);
    else if (list.members.has(id)) removed.add(id);
  }
  for (const id of added) list.members.add(id, call.nowMs);
  for (const id of removed) list.members.delete(id);
  if (added.size + removed.size > 0) list.updatedAtMs = call.nowMs;
  return ok({ recordsIdsAdded: [...added], recordIdsRemoved: [...removed], recordIdsMissing: [...missing] });
}

/** That a DYNAMIC list refuses is documented, the texts are from memory; an id on both sides is our own strictness. */
function checkChange(
  call: Call<unknown>,
  list: ContactList,
  add: readonly string[],
  remove: readonly string[],
): Answer | undefined {
  if (list.processingType === "DYNAMIC") {
    return invalid(`List ${list.listId} is DYNAMIC; its members are decided by its filters.`);
  }
  const count = add.length + remove.length;
  if (count > call.membershipMax) return invalid(`${count} record ids; the maximum is ${call.membershipMax}.`);
  const removing = new Set(remove);
  const both = add.find((id) => removing.has(id));
  return both === undefined ? undefined : invalid(`Record ${both} is to be added and removed.`);
}

/** Ascending by record id, 100 a page, at most 250; `after` goes on where the last page ended. */
export function getMembers(call: Call<undefined>): Answer {
  const list = call.portal.lists.get(call.params["listId"] ?? "");
  if (list === undefined) return noSuchList();
  const limit = call.query.get("limit") ?? String(PAGE_DEFAULT);
  if (!/^\d+$/u.test(limit) || Number(limit) < 1 || Number(limit) > PAGE_MAX) {
    return invalid(`limit must be between 1 and ${PAGE_MAX}.`);
  }
  const cursor = call.query.get("after");
  const after = cursor === undefined ? -1 : readCursor(cursor);
  if (after === undefined) return invalid("The paging cursor is not valid.");
  const { ids, isLast } = list.members.page(after, Number(limit));
  const last = ids.at(-1);
  return ok({
    total: list.members.size,
    results: ids.map((id) => ({
      recordId: String(id),
      membershipTimestamp: instant(list.members.addedAtMs(String(id)) ?? call.nowMs),
    })),
    ...(isLast || last === undefined ? {} : { paging: { next: { after: writeCursor(last) } } }),
  });
}

/** Not an operation of Tierline's: carried out as documented, and counted as forbidden. */
export function clearMembers(call: Call<undefined>): Answer {
  call.forbid("clear list");
  const list = call.portal.lists.get(call.params["listId"] ?? "");
  if (list === undefined) return noSuchList();
  if (list.processingType === "DYNAMIC") return invalid(`List ${list.listId} is DYNAMIC.`);
  if (list.members.size >= CLEAR_BELOW) return invalid(`Only lists below ${CLEAR_BELOW} members can be cleared.`);
  list.members.clear();
  return noContent;
}

function writeCursor(last: number): string {
  return Buffer.from(`after:${last}`).toString("base64url");
}

function readCursor(cursor: string): number | undefined {
  const digits = /^after:(\d+)$/u.exec(Buffer.from(cursor, "base64url").toString("utf8"))?.[1];
  return digits === undefined ? undefined : Number(digits);
}
