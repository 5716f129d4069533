/** Batch read and single read of contacts (destinations.md 1.3). */
import { z } from "zod";
import type { Answer } from "../kit/answer.ts";
import { invalid, notFound, ok } from "./answers.ts";
import { batchAnswer, checkBatchSize, checkDuplicates } from "./batch.ts";
import { contactAnswer } from "./contact-answer.ts";
import type { Contact } from "./contact-store.ts";
import { normalizeKey } from "./contact-store.ts";
import type { Call } from "./route.ts";

export const readBody = z.strictObject({
  idProperty: z.string().optional(),
  properties: z.array(z.string()),
  propertiesWithHistory: z.array(z.never()).optional(),
  inputs: z.array(z.strictObject({ id: z.string().min(1) })),
});

/**
 * A merged record comes back as the one it was merged into, under that one's id (seen by a third party,
 * community.hubspot.com, thread 1101616, read 2026-11-22).
 *
 * All missing ids come in one error of a 207 (third-party code, consistent across many repositories).
 */
export function readContacts(call: Call<z.infer<typeof readBody>>): Answer {
  const { idProperty, inputs, properties } = call.body;
  const ids = inputs.map(({ id }) => normalizeKey(idProperty ?? "", id));
  const wrong = checkBatchSize(inputs.length) ?? checkIdProperty(call, idProperty) ?? checkDuplicates(ids, (id) => id);
  if (wrong !== undefined) return wrong;
  const known = properties.filter((name) => call.portal.properties.has(name));
  const missing: string[] = [];
  // Two addresses of one contact bring it once.
  const contacts = new Map<string, Contact>();
  for (const { id } of inputs) {
    const contact = lookUp(call, idProperty, id);
    if (contact === undefined) missing.push(id);
    else contacts.set(contact.id, contact);
  }
  const results = [...contacts.values()].map((contact) => contactAnswer(contact, known));
  return batchAnswer(call, 200, results, missing.length === 0 ? [] : [couldNotGet(missing)]);
}

/** `GET .../contacts/{id}?idProperty=email&properties=a,b`; unknown property names are left out (from memory). */
export function readContact(call: Call<undefined>): Answer {
  const idProperty = call.query.get("idProperty");
  const wrong = checkIdProperty(call, idProperty);
  if (wrong !== undefined) return wrong;
  const contact = lookUp(call, idProperty, call.params["id"] ?? "");
  if (contact === undefined) return notFound("resource not found");
  const names = (call.query.get("properties") ?? "email,firstname,lastname").split(",");
  return ok(
    contactAnswer(
      contact,
      names.filter((name) => call.portal.properties.has(name)),
    ),
  );
}

function lookUp(call: Call<unknown>, idProperty: string | undefined, id: string): Contact | undefined {
  const { contacts } = call.portal;
  if (idProperty !== undefined) return contacts.find(idProperty, id);
  return contacts.get(id) ?? (call.readings.mergedRecords === "canonical" ? contacts.mergedInto(id) : undefined);
}

function checkIdProperty(call: Call<unknown>, idProperty: string | undefined): Answer | undefined {
  if (idProperty === undefined || call.portal.contacts.isUnique(idProperty)) return undefined;
  return invalid(`Unable to read by non-unique 0-1 property ${idProperty}`);
}

function couldNotGet(ids: readonly string[]): unknown {
  return {
    status: "error",
    category: "OBJECT_NOT_FOUND",
    message: "Could not get some CONTACT objects, they may be deleted or not exist. Check that ids are valid.",
    context: { ids },
  };
}
