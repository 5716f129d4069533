/** Finding lists: `search` by part of a name (spec), and `all` with a cursor (docs of 2026-09, its body from memory). */
import { z } from "zod";
import type { Answer } from "../kit/answer.ts";
import { invalid, ok } from "./answers.ts";
import type { ContactList } from "./contact-list.ts";
import { CONTACT_TYPE, listAnswer } from "./lists.ts";
import type { Call } from "./route.ts";

const COUNT_DEFAULT = 20;
const COUNT_MAX = 500;

export const listSearchBody = z.strictObject({
  query: z.string().optional(),
  listIds: z.array(z.string()).optional(),
  processingTypes: z.array(z.string()).optional(),
  objectTypeId: z.string().optional(),
  count: z.int().min(0).max(COUNT_MAX).optional(),
  offset: z.int().min(0).optional(),
  additionalProperties: z.array(z.string()).optional(),
});

export const allListsBody = z.strictObject({
  processingTypes: z.array(z.string()).optional(),
  after: z.string().optional(),
  limit: z.int().min(1).max(COUNT_MAX).optional(),
});

/** The query is contained in the name, in any case: a client compares exactly on its side. */
export function searchLists(call: Call<z.infer<typeof listSearchBody>>): Answer {
  const { query = "", listIds, processingTypes = [], objectTypeId, count = COUNT_DEFAULT, offset = 0 } = call.body;
  const asked = query.toLowerCase();
  const matches = [...call.portal.lists.values()].filter(
    (list) =>
      list.name.toLowerCase().includes(asked) &&
      (listIds === undefined || listIds.includes(list.listId)) &&
      (processingTypes.length === 0 || processingTypes.includes(list.processingType)) &&
      (objectTypeId === undefined || objectTypeId === CONTACT_TYPE),
  );
  const page = matches.slice(offset, offset + count);
  const extra = call.body.additionalProperties ?? [];
  return ok({
    total: matches.length,
    offset: offset + page.length,
    hasMore: offset + page.length < matches.length,
    lists: page.map((list) => searchAnswer(list, extra)),
  });
}

export function allLists(call: Call<z.infer<typeof allListsBody>>): Answer {
  const { processingTypes = [], after = "0", limit = COUNT_DEFAULT } = call.body;
  if (!/^\d+$/u.test(after)) return invalid("The paging cursor is not valid.", { subCategory: "INVALID_CURSOR" });
  const stranger = processingTypes.find((type) => !["MANUAL", "DYNAMIC", "SNAPSHOT"].includes(type));
  if (stranger !== undefined) {
    return invalid(`"${stranger}" is no processing type.`, { subCategory: "INVALID_PROCESSING_TYPE" });
  }
  const matches = [...call.portal.lists.values()].filter(
    (list) =>
      Number(list.listId) > Number(after) &&
      (processingTypes.length === 0 || processingTypes.includes(list.processingType)),
  );
  const page = matches.slice(0, limit);
  const last = page.at(-1);
  const paging = page.length < matches.length && last !== undefined ? { next: { after: last.listId } } : undefined;
  return ok({ results: page.map(listAnswer), ...(paging === undefined ? {} : { paging }) });
}

/** The size comes only here, and only when asked for, as a string (spec). */
function searchAnswer(list: ContactList, extra: readonly string[]): Readonly<Record<string, unknown>> {
  const { listPermissions: _permissions, membershipSettings: _settings, ...fields } = listAnswer(list);
  const size = extra.includes("hs_list_size") ? { hs_list_size: String(list.members.size) } : {};
  return { ...fields, additionalProperties: size };
}
