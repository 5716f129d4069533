/**
 * The contacts of the stand-in with their unique keys. Contacts are immutable values; every write goes through `put` or
 * `remove`, so that the index and the undo log cannot miss one.
 */

export interface Contact {
  /** Decimal digits, never given twice. */
  readonly id: string;
  /** Only values that are set; a cleared property is absent. `email` is trimmed and in lower case. */
  readonly properties: Readonly<Record<string, string>>;
  /** Secondary addresses, lower case, unique among all addresses of all contacts. */
  readonly additionalEmails: readonly string[];
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export class ContactStore {
  readonly #byId = new Map<string, Contact>();
  /** Unique property → normalized value → record id. */
  readonly #idByKey = new Map<string, Map<string, string>>([["email", new Map()]]);
  /** Record id that was merged away → the record it is part of. */
  readonly #idByMerged = new Map<string, string>();
  #undo: (() => void)[] | undefined;

  get size(): number {
    return this.#byId.size;
  }

  get(id: string): Contact | undefined {
    return this.#byId.get(id);
  }

  all(): IterableIterator<Contact> {
    return this.#byId.values();
  }

  /** The contact with this value of a unique property; addresses match secondary ones too, in any case. */
  find(property: string, value: string): Contact | undefined {
    const id = this.#idByKey.get(property)?.get(normalizeKey(property, value));
    return id === undefined ? undefined : this.#byId.get(id);
  }

  /** The contact that this record was merged into. */
  mergedInto(id: string): Contact | undefined {
    const into = this.#idByMerged.get(id);
    return into === undefined ? undefined : this.#byId.get(into);
  }

  isUnique(property: string): boolean {
    return this.#idByKey.has(property);
  }

  /** From now on no two contacts may share a value of this property. Call it before any contact has one. */
  makeUnique(property: string): void {
    if (!this.#idByKey.has(property)) this.#idByKey.set(property, new Map());
  }

  put(contact: Contact): void {
    const before = this.#byId.get(contact.id);
    this.#set(contact.id, before, contact);
    this.#undo?.push(() => this.#set(contact.id, contact, before));
  }

  remove(id: string): void {
    const before = this.#byId.get(id);
    if (before === undefined) return;
    this.#set(id, before, undefined);
    this.#undo?.push(() => this.#set(id, undefined, before));
  }

  /** Runs `work`; when it says so, everything it wrote is taken back. */
  attempt<T>(work: () => { readonly keep: boolean; readonly value: T }): T {
    const undo: (() => void)[] = [];
    this.#undo = undo;
    const { keep, value } = work();
    this.#undo = undefined;
    if (!keep) for (const step of undo.toReversed()) step();
    return value;
  }

  /** Keys that stay the same are not touched: most writes change none. */
  #set(id: string, before: Contact | undefined, after: Contact | undefined): void {
    if (after === undefined) this.#byId.delete(id);
    else this.#byId.set(id, after);
    for (const [property, ids] of this.#idByKey) {
      const old = before?.properties[property];
      const next = after?.properties[property];
      if (old !== next && old !== undefined) ids.delete(old);
      if (old !== next && next !== undefined) ids.set(next, id);
    }
    if (before?.properties[MERGED_IDS] !== after?.properties[MERGED_IDS]) {
      for (const merged of mergedIds(before)) if (this.#idByMerged.get(merged) === id) this.#idByMerged.delete(merged);
      for (const merged of mergedIds(after)) this.#idByMerged.set(merged, id);
    }
    if (before?.additionalEmails === after?.additionalEmails) return;
    const emails = this.#idByKey.get("email");
    for (const address of before?.additionalEmails ?? []) {
      if (address !== after?.properties["email"]) emails?.delete(address);
    }
    for (const address of after?.additionalEmails ?? []) emails?.set(address, id);
  }
}

/** The ids of the records that were merged into a contact, with `;` between (name and form from memory). */
export const MERGED_IDS = "hs_merged_object_ids";

export function mergedIds(contact: Contact | undefined): readonly string[] {
  return contact?.properties[MERGED_IDS]?.split(";") ?? [];
}

/** Addresses are compared trimmed and in lower case (1.2, 1.4 of the facts page: vendor docs). */
export function normalizeKey(property: string, value: string): string {
  return property === "email" ? value.trim().toLowerCase() : value;
}
