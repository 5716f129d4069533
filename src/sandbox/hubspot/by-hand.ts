/**
 * What people do in the vendor's user interface while a sync runs: merge, delete, rename. No rate limit, no fault.
 */
import type { Clock } from "../../platform/clock.ts";
import type { Contact } from "./contact-store.ts";
import { mergeContacts } from "./contact-merge.ts";
import type { EmailEvent } from "./email-event.ts";
import { normalizeKey } from "./contact-store.ts";
import type { ContactList, ProcessingType } from "./contact-list.ts";
import { Members } from "./members.ts";
import type { Portal } from "./portal.ts";

export class ByHand {
  readonly #portal: () => Portal;
  readonly #clock: Clock;

  constructor(portal: () => Portal, clock: Clock) {
    this.#portal = portal;
    this.#clock = clock;
  }

  /**
   * Makes a contact; values are taken unchecked but for their uniqueness, addresses in lower case. Returns its record id.
   */
  addContact(given: Readonly<Record<string, string>>, secondary: readonly string[] = []): string {
    const portal = this.#portal();
    const nowMs = this.#clock.nowMs();
    const properties = normalized(given);
    const additionalEmails = secondary.map((address) => normalizeKey("email", address));
    for (const [name, value] of Object.entries(properties)) assertFree(portal, name, value);
    for (const address of additionalEmails) assertFree(portal, "email", address);
    const id = portal.nextRecordId();
    portal.contacts.put({ id, properties, additionalEmails, createdAtMs: nowMs, updatedAtMs: nowMs });
    return id;
  }

  /** Returns the new record id. */
  merge(primaryId: string, otherId: string): string {
    const portal = this.#portal();
    return mergeContacts(portal, contact(portal, primaryId), contact(portal, otherId), this.#clock.nowMs());
  }

  deleteContact(recordId: string): void {
    contact(this.#portal(), recordId);
    this.#portal().removeContact(recordId);
  }

  /** Sets one value, or clears it with `""`, as a colleague would. */
  setProperty(recordId: string, name: string, value: string): void {
    const portal = this.#portal();
    const before = contact(portal, recordId);
    const { [name]: replaced, ...rest } = before.properties;
    const properties = value === "" ? rest : normalized({ ...rest, [name]: value });
    const next = properties[name];
    if (next !== undefined && next !== replaced) assertFree(portal, name, next);
    portal.contacts.put({ ...before, properties, updatedAtMs: this.#clock.nowMs() });
  }

  /** Returns the list id. */
  addList(name: string, processingType: ProcessingType, members: readonly string[] = []): string {
    const portal = this.#portal();
    const nowMs = this.#clock.nowMs();
    const list: ContactList = {
      listId: portal.nextListId(),
      name,
      processingType,
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
      listVersion: 1,
      members: new Members(members.map((id) => [contact(portal, id).id, nowMs])),
    };
    portal.lists.set(list.listId, list);
    return list.listId;
  }

  addToList(listId: string, recordId: string): void {
    const portal = this.#portal();
    listOf(portal, listId).members.add(contact(portal, recordId).id, this.#clock.nowMs());
  }

  removeFromList(listId: string, recordId: string): void {
    listOf(this.#portal(), listId).members.delete(recordId);
  }

  renameList(listId: string, name: string): void {
    const list = listOf(this.#portal(), listId);
    list.name = name;
    list.listVersion += 1;
    list.updatedAtMs = this.#clock.nowMs();
  }

  deleteList(listId: string): void {
    listOf(this.#portal(), listId);
    this.#portal().lists.delete(listId);
  }

  /** A campaign's message, and what became of it. */
  addEmailEvent(event: EmailEvent): void {
    this.#portal().emailEvents.push(event);
  }

  /** The property is gone and its values with it. */
  archiveProperty(name: string): void {
    const portal = this.#portal();
    portal.properties.delete(name);
    for (const one of portal.contacts.all()) {
      if (one.properties[name] !== undefined) this.setProperty(one.id, name, "");
    }
  }
}

function normalized(properties: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, normalizeKey(name, value)]));
}

function assertFree(portal: Portal, name: string, value: string): void {
  if (portal.contacts.isUnique(name) && portal.contacts.find(name, value) !== undefined) {
    throw new RangeError(`Another contact of the stand-in has this value of ${name}.`);
  }
}

function contact(portal: Portal, recordId: string): Contact {
  const found = portal.contacts.get(recordId);
  if (found === undefined) throw new RangeError(`There is no contact ${recordId} in the stand-in.`);
  return found;
}

function listOf(portal: Portal, listId: string): ContactList {
  const found = portal.lists.get(listId);
  if (found === undefined) throw new RangeError(`There is no list ${listId} in the stand-in.`);
  return found;
}
