/** Contacts: read in pages, read one, write many (list members reference). */
import { z } from "zod";
import type { Answer } from "../kit/answer.ts";
import { invalid, notFound, ok } from "./answers.ts";
import { batchBody, writeMembers } from "./batch-members.ts";
import { memberAnswer } from "./member-answer.ts";
import { statuses } from "./member.ts";
import { only, page, PAGE_QUERY } from "./pages.ts";
import type { Call, Route } from "./route.ts";
import { route } from "./route.ts";

const PATH = "/3.0/lists/:listId/members";

/**
 * Without a status everybody but the archived (that these are left out is from memory). `since_last_changed`: "changed after the
 * set timeframe" (the vendor's client).
 */
function listMembers({ audience, query }: Call<undefined>): Answer {
  const wanted = query.get("status");
  if (wanted !== undefined && !statuses.some((status) => status === wanted)) return invalid("Unknown status.");
  const since = query.get("since_last_changed");
  const sinceMs = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since);
  if (Number.isNaN(sinceMs)) return invalid("since_last_changed must be an ISO 8601 instant.");
  const members = [...audience.members.values()].filter(
    ({ status, lastChangedMs }) =>
      (wanted === undefined ? status !== "archived" : status === wanted) && lastChangedMs > sinceMs,
  );
  return page(
    "members",
    members.map((member) => memberAnswer(audience, member)),
    query,
    { list_id: audience.id },
  );
}

/** By the hash of the address; archived ones are found too. */
function getMember({ audience, params, query }: Call<undefined>): Answer {
  const member = audience.members.get(params["memberId"] ?? "");
  return member === undefined ? notFound() : ok(only(memberAnswer(audience, member), query.get("fields")));
}

export const memberRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: PATH,
    isRead: true,
    query: [...PAGE_QUERY, "status", "since_last_changed"],
    body: z.undefined(),
    handle: listMembers,
  }),
  route({
    method: "GET",
    path: `${PATH}/:memberId`,
    isRead: true,
    query: ["fields"],
    body: z.undefined(),
    handle: getMember,
  }),
  route({
    method: "POST",
    path: "/3.0/lists/:listId",
    isRead: false,
    query: ["skip_merge_validation", "skip_duplicate_check"],
    body: batchBody,
    handle: writeMembers,
  }),
];
