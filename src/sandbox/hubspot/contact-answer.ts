/** How a contact looks in an answer. */
import { instant } from "./answers.ts";
import type { Contact } from "./contact-store.ts";

export interface ContactAnswer {
  readonly id: string;
  readonly properties: Readonly<Record<string, string | null>>;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly archived: false;
  readonly new?: boolean;
  readonly objectWriteTraceId?: string;
}

/**
 * The named properties and the three that always come. A property without a value is null in a read (the type of the
 * vendor's client), `whenUnset` elsewhere.
 */
export function contactAnswer(contact: Contact, names: readonly string[], whenUnset: "" | null = null): ContactAnswer {
  const properties: Record<string, string | null> = {};
  for (const name of names) properties[name] = valueOf(contact, name) ?? whenUnset;
  const createdAt = instant(contact.createdAtMs);
  const updatedAt = instant(contact.updatedAtMs);
  properties["createdate"] = createdAt;
  properties["hs_object_id"] = contact.id;
  properties["lastmodifieddate"] = updatedAt;
  return { id: contact.id, properties, createdAt, updatedAt, archived: false };
}

export function valueOf(contact: Contact, name: string): string | null {
  switch (name) {
    case "hs_object_id":
      return contact.id;
    case "createdate":
      return instant(contact.createdAtMs);
    case "lastmodifieddate":
      return instant(contact.updatedAtMs);
    case "hs_additional_emails":
      return contact.additionalEmails.length === 0 ? null : contact.additionalEmails.join(";");
    default:
      return contact.properties[name] ?? null;
  }
}
