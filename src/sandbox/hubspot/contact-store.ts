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
  readonly #idByKey = new Map<string, string>();
  readonly #unique = new Set<string>(["email"]);
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
    const id = this.#idByKey.get(keyOf(property, value));
    return id === undefined ? undefined : this.#byId.get(id);
  }

  isUnique(property: string): boolean {
    return this.#unique.has(property);
  }

  /** From now on no two contacts may share a value of this property. Call it before any contact has one. */
  makeUnique(property: string): void {
    this.#unique.add(property);
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

  #set(id: string, before: Contact | undefined, after: Contact | undefined): void {
    for (const key of this.#keysOf(before)) this.#idByKey.delete(key);
    if (after === undefined) this.#byId.delete(id);
    else this.#byId.set(id, after);
    for (const key of this.#keysOf(after)) this.#idByKey.set(key, id);
  }

  #keysOf(contact: Contact | undefined): string[] {
    if (contact === undefined) return [];
    const keys = contact.additionalEmails.map((address) => keyOf("email", address));
    for (const property of this.#unique) {
      const value = contact.properties[property];
      if (value !== undefined) keys.push(keyOf(property, value));
    }
    return keys;
  }
}

/** Addresses are compared trimmed and in lower case (1.2, 1.4 of the facts page: vendor docs). */
export function normalizeKey(property: string, value: string): string {
  return property === "email" ? value.trim().toLowerCase() : value;
}

function keyOf(property: string, value: string): string {
  return `${property} ${normalizeKey(property, value)}`;
}
