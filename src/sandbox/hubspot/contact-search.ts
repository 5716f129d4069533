/**
 * Search of contacts by property values: enough to look somebody up. Its limit of five a second is documented; body,
 * operators and page sizes are from memory. Sorting and full text are refused.
 */
import { z } from "zod";
import type { Answer } from "../kit/answer.ts";
import { invalid, ok } from "./answers.ts";
import { contactAnswer, valueOf } from "./contact-answer.ts";
import type { Contact } from "./contact-store.ts";
import { normalizeKey } from "./contact-store.ts";
import type { Call } from "./route.ts";

const PAGE_MAX = 200;
const PAGE_DEFAULT = 10;

const filter = z.discriminatedUnion("operator", [
  z.strictObject({ propertyName: z.string(), operator: z.enum(["EQ", "NEQ"]), value: z.string() }),
  z.strictObject({ propertyName: z.string(), operator: z.enum(["IN", "NOT_IN"]), values: z.array(z.string()).min(1) }),
  z.strictObject({ propertyName: z.string(), operator: z.enum(["HAS_PROPERTY", "NOT_HAS_PROPERTY"]) }),
]);

export const searchBody = z.strictObject({
  /** Any of the groups, all filters of a group. */
  filterGroups: z.array(z.strictObject({ filters: z.array(filter).min(1).max(6) })).max(5),
  properties: z.array(z.string()).optional(),
  limit: z.int().min(1).max(PAGE_MAX).optional(),
  after: z.string().regex(/^\d+$/u).optional(),
});

type Filter = z.infer<typeof filter>;

export function searchContacts(call: Call<z.infer<typeof searchBody>>): Answer {
  const { filterGroups, properties, limit, after } = call.body;
  const names = new Set(filterGroups.flatMap(({ filters }) => filters.map((one) => one.propertyName)));
  const unknown = [...names].find((name) => !call.portal.properties.has(name));
  if (unknown !== undefined) return invalid(`There was a problem with the request: no property ${unknown}.`);
  const matches = [...call.portal.contacts.all()].filter(
    (contact) => filterGroups.length === 0 || filterGroups.some(({ filters }) => filters.every(holds(contact))),
  );
  const from = Number(after ?? "0");
  const page = matches.slice(from, from + (limit ?? PAGE_DEFAULT));
  const end = from + page.length;
  const known = (properties ?? ["email"]).filter((name) => call.portal.properties.has(name));
  return ok({
    total: matches.length,
    results: page.map((contact) => contactAnswer(contact, known)),
    ...(end < matches.length ? { paging: { next: { after: String(end) } } } : {}),
  });
}

function holds(contact: Contact): (filter: Filter) => boolean {
  return (one) => {
    const value = valueOf(contact, one.propertyName);
    const equals = (wanted: string): boolean => value === normalizeKey(one.propertyName, wanted);
    switch (one.operator) {
      case "EQ":
        return equals(one.value);
      case "NEQ":
        return value !== null && !equals(one.value);
      case "IN":
        return one.values.some(equals);
      case "NOT_IN":
        return value !== null && !one.values.some(equals);
      case "HAS_PROPERTY":
        return value !== null;
      case "NOT_HAS_PROPERTY":
        return value === null;
      default:
        return one satisfies never;
    }
  };
}
