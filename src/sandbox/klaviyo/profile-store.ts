/**
 * The profiles of the stand-in with their identifiers. Profiles are immutable values; every write goes through `put` or
 * `remove`, so that the indexes cannot miss one.
 */

export interface Profile {
  /** Never given twice. */
  readonly id: string;
  /** Lower case. */
  readonly email: string | null;
  /** Further addresses of a profile, in accounts with more than one per profile; lower case. They are never told. */
  readonly secondaryEmails: readonly string[];
  readonly phoneNumber: string | null;
  readonly externalId: string | null;
  /** What people and tools added, as JSON. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** What a profile can be found by, besides its id. */
export type Identifier = "email" | "phone_number" | "external_id";

export class ProfileStore {
  readonly #byId = new Map<string, Profile>();
  readonly #idBy: Readonly<Record<Identifier, Map<string, string>>> = {
    email: new Map(),
    phone_number: new Map(),
    external_id: new Map(),
  };
  #last = 0;

  get size(): number {
    return this.#byId.size;
  }

  all(): IterableIterator<Profile> {
    return this.#byId.values();
  }

  get(id: string): Profile | undefined {
    return this.#byId.get(id);
  }

  find(identifier: Identifier, value: string): Profile | undefined {
    const id = this.#idBy[identifier].get(identifier === "email" ? value.toLowerCase() : value);
    return id === undefined ? undefined : this.#byId.get(id);
  }

  /** Of the shape of the vendor's: 26 characters that ascend. */
  nextId(): string {
    this.#last += 1;
    return `01J${String(this.#last).padStart(23, "0")}`;
  }

  put(profile: Profile): void {
    const before = this.#byId.get(profile.id);
    if (before !== undefined) this.#forget(before);
    for (const [identifier, value] of keysOf(profile)) {
      const holder = this.#idBy[identifier].get(value);
      if (holder !== undefined) throw new RangeError(`Another profile of the stand-in has this ${identifier}.`);
      this.#idBy[identifier].set(value, profile.id);
    }
    this.#byId.set(profile.id, profile);
  }

  remove(id: string): void {
    const before = this.#byId.get(id);
    if (before === undefined) return;
    this.#forget(before);
    this.#byId.delete(id);
  }

  #forget(profile: Profile): void {
    for (const [identifier, value] of keysOf(profile)) this.#idBy[identifier].delete(value);
  }
}

function keysOf(profile: Profile): readonly (readonly [Identifier, string])[] {
  const { email, secondaryEmails, phoneNumber, externalId } = profile;
  return [
    ...[email, ...secondaryEmails].flatMap((one) => (one === null ? [] : [["email", one] as const])),
    ...(phoneNumber === null ? [] : [["phone_number", phoneNumber] as const]),
    ...(externalId === null ? [] : [["external_id", externalId] as const]),
  ];
}
