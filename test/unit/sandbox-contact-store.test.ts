import type { Arbitrary } from "fast-check";
import { array, assert, boolean, constantFrom, property, record, subarray } from "fast-check";
import { expect, test } from "vitest";
import type { Contact } from "../../src/sandbox/hubspot/contact-store.ts";
import { ContactStore } from "../../src/sandbox/hubspot/contact-store.ts";

const ids = ["1", "2", "3"];
const addresses = ["a@x.co", "b@x.co", "c@x.co"];
const keys = ["m1", "m2"];

interface Write {
  readonly id: string;
  readonly email: string | null;
  readonly key: string | null;
  readonly secondary: readonly string[];
  readonly kind: "put" | "remove";
}

const write: Arbitrary<Write> = record({
  id: constantFrom(...ids),
  email: constantFrom(...addresses, null),
  key: constantFrom(...keys, null),
  secondary: subarray(addresses),
  kind: constantFrom("put", "put", "put", "remove"),
});

function contactOf({ id, email, key, secondary }: Write): Contact {
  return {
    id,
    properties: { ...(email === null ? {} : { email }), ...(key === null ? {} : { key }) },
    additionalEmails: secondary.filter((address) => address !== email),
    createdAtMs: 0,
    updatedAtMs: 0,
  };
}

/** Every value a contact is found by, read off the contacts one by one. */
function valuesOf(contact: Contact): readonly (readonly [property: string, value: string])[] {
  const { email, key } = contact.properties;
  return [
    ...[email, ...contact.additionalEmails].flatMap((one) => (one === undefined ? [] : [["email", one] as const])),
    ...(key === undefined ? [] : [["key", key] as const]),
  ];
}

/** As callers do: a write that would take another contact's value is not made. */
function isFree(store: ContactStore, contact: Contact): boolean {
  return valuesOf(contact).every(([field, value]) => (store.find(field, value)?.id ?? contact.id) === contact.id);
}

function carryOut(store: ContactStore, one: Write): void {
  const contact = contactOf(one);
  if (one.kind === "remove") store.remove(one.id);
  else if (isFree(store, contact)) store.put(contact);
}

function expectIndexed(store: ContactStore): void {
  for (const field of ["email", "key"]) {
    for (const value of field === "email" ? addresses : keys) {
      const holder = [...store.all()].find((contact) =>
        valuesOf(contact).some(([name, held]) => name === field && held === value),
      );
      expect(store.find(field, value)?.id).toBe(holder?.id);
    }
  }
}

test("look-ups agree with a walk over all contacts, also after batches that were taken back", () => {
  assert(
    property(
      array(record({ keep: boolean(), writes: array(write, { maxLength: 5 }) }), { maxLength: 12 }),
      (batches) => {
        const store = new ContactStore();
        store.makeUnique("key");
        for (const { keep, writes } of batches) {
          const before = new Map([...store.all()].map((contact) => [contact.id, contact]));
          store.attempt(() => {
            for (const one of writes) carryOut(store, one);
            return { keep, value: undefined };
          });
          if (!keep) expect(new Map([...store.all()].map((contact) => [contact.id, contact]))).toEqual(before);
          expectIndexed(store);
        }
      },
    ),
    { numRuns: 500 },
  );
});
