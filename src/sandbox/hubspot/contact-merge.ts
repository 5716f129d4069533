/** Merging two contacts: what a person does, carried out as documented, and counted when the API is asked for it. */
import { z } from "zod";
import type { Answer } from "../kit/answer.ts";
import { invalid, notFound, ok } from "./answers.ts";
import { contactAnswer } from "./contact-answer.ts";
import type { Contact } from "./contact-store.ts";
import { MERGED_IDS, mergedIds } from "./contact-store.ts";
import type { Portal } from "./portal.ts";
import type { Call } from "./route.ts";

/** Fields of the reference page "Merge two contacts", read 2026-11-22. */
export const mergeBody = z.strictObject({ primaryObjectId: z.string().min(1), objectIdToMerge: z.string().min(1) });

export function mergeTwoContacts(call: Call<z.infer<typeof mergeBody>>): Answer {
  call.forbid("merge contacts");
  const { primaryObjectId, objectIdToMerge } = call.body;
  if (primaryObjectId === objectIdToMerge) return invalid("A contact cannot be merged with itself.");
  const { contacts } = call.portal;
  const [primary, other] = [contacts.get(primaryObjectId), contacts.get(objectIdToMerge)];
  if (primary === undefined || other === undefined) return notFound("resource not found");
  const merged = contacts.get(mergeContacts(call.portal, primary, other, call.nowMs));
  return merged === undefined ? notFound("resource not found") : ok(contactAnswer(merged, ["email"]));
}

/**
 * The default merge mints a new record id and both old ones vanish (docs). The primary's values win, the other's
 * fill gaps, its addresses become secondary ones, lists are united (from memory). Returns the new record id.
 */
export function mergeContacts(portal: Portal, primary: Contact, other: Contact, nowMs: number): string {
  const id = portal.nextRecordId();
  for (const list of portal.lists.values()) {
    if (list.members.has(primary.id) || list.members.has(other.id)) list.members.add(id, nowMs);
  }
  const addresses = [primary.properties["email"], other.properties["email"]].flatMap((one) => one ?? []);
  const all = [...addresses, ...primary.additionalEmails, ...other.additionalEmails];
  const properties: Readonly<Record<string, string>> = {
    ...other.properties,
    ...primary.properties,
    [MERGED_IDS]: [primary.id, other.id, ...mergedIds(primary), ...mergedIds(other)].join(";"),
  };
  const additionalEmails = [...new Set(all)].filter((address) => address !== properties["email"]);
  portal.removeContact(primary.id);
  portal.removeContact(other.id);
  portal.contacts.put({ id, properties, additionalEmails, createdAtMs: primary.createdAtMs, updatedAtMs: nowMs });
  return id;
}
