/** Everything one account holds. Plain data but for the index of the contacts. */
import { ContactStore } from "./contact-store.ts";
import type { ContactList } from "./contact-list.ts";
import type { EmailEvent } from "./email-event.ts";
import type { Property, PropertyGroup } from "./property.ts";
import { CONTACT_INFORMATION, standardProperties } from "./property.ts";

export class Portal {
  readonly contacts = new ContactStore();
  readonly lists = new Map<string, ContactList>();
  readonly properties = new Map<string, Property>();
  readonly groups = new Map<string, PropertyGroup>();
  /** In the order in which they came to be known. */
  readonly emailEvents: EmailEvent[] = [];
  #lastRecord: number;
  #lastList: number;

  /** Ids go on from the given ones; a new portal starts at 1001 and 601. */
  constructor(last: { readonly record: number; readonly list: number } = { record: 1000, list: 600 }) {
    this.#lastRecord = last.record;
    this.#lastList = last.list;
  }

  get lastIds(): { readonly record: number; readonly list: number } {
    return { record: this.#lastRecord, list: this.#lastList };
  }

  nextRecordId(): string {
    this.#lastRecord += 1;
    return String(this.#lastRecord);
  }

  nextListId(): string {
    this.#lastList += 1;
    return String(this.#lastList);
  }

  defineProperty(property: Property): void {
    this.properties.set(property.name, property);
    if (property.hasUniqueValue) this.contacts.makeUnique(property.name);
  }

  /** The contact is gone from every list too. */
  removeContact(recordId: string): void {
    this.contacts.remove(recordId);
    for (const list of this.lists.values()) list.members.delete(recordId);
  }

  listNamed(name: string): ContactList | undefined {
    return [...this.lists.values()].find((list) => list.name === name);
  }
}

/** Without `last` ids begin at 1001 and 601. */
export function newPortal(nowMs: number, last?: Portal["lastIds"]): Portal {
  const portal = new Portal(last);
  portal.groups.set(CONTACT_INFORMATION, { name: CONTACT_INFORMATION, label: "Contact information", displayOrder: -1 });
  for (const property of standardProperties(nowMs)) portal.defineProperty(property);
  return portal;
}

/** What a reset took away. */
export interface Removed {
  readonly contacts: number;
  readonly lists: number;
  /** Besides HubSpot's own. */
  readonly properties: number;
  /** Requests that were still to take effect. */
  readonly late: number;
}
