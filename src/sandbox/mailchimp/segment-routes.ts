/**
 * Segments and tags: a tag is a static segment (segments and tag search references, with the vendor's specification for what
 * is included by default).
 */
import { z } from "zod";
import type { Answer } from "../kit/answer.ts";
import { instant, invalid, notFound, ok } from "./answers.ts";
import type { Audience, Segment } from "./audience.ts";
import { segmentTypes } from "./audience.ts";
import { memberAnswer } from "./member-answer.ts";
import type { Member } from "./member.ts";
import { only, page, PAGE_QUERY } from "./pages.ts";
import type { Call, Route } from "./route.ts";
import { route } from "./route.ts";
import { changeSegment, changeSegmentBody } from "./segment-members.ts";

const PATH = "/3.0/lists/:listId/segments";
const INCLUDE_QUERY = ["include_cleaned", "include_transactional", "include_unsubscribed"] as const;

const createBody = z.strictObject({ name: z.string().min(1).max(100), static_segment: z.array(z.string()).max(500) });

function listSegments({ audience, query }: Call<undefined>): Answer {
  const type = query.get("type");
  if (type !== undefined && !segmentTypes.some((known) => known === type)) return invalid("Unknown segment type.");
  const segments = [...audience.segments.values()].filter((segment) => type === undefined || segment.type === type);
  return page(
    "segments",
    segments.map((segment) => segmentAnswer(audience, segment, query)),
    query,
    { list_id: audience.id },
  );
}

function getSegment({ audience, params, query }: Call<undefined>): Answer {
  const segment = audience.segments.get(Number(params["segmentId"]));
  return segment === undefined ? notFound() : ok(only(segmentAnswer(audience, segment, query), query.get("fields")));
}

/** Two static segments of one name are refused: they would be one tag (from memory). */
function createSegment({ audience, body, nowMs }: Call<z.infer<typeof createBody>>): Answer {
  const isTaken = [...audience.segments.values()].some(({ name }) => name === body.name);
  if (isTaken) return invalid("Sorry, that tag already exists.", [{ field: "name", message: "already exists" }]);
  if (body.static_segment.length > 0) return invalid("The stand-in makes segments without members only.");
  const segment = audience.addSegment(body.name, "static", nowMs);
  return ok(segmentAnswer(audience, segment, new Map()));
}

function listSegmentMembers({ audience, params, query }: Call<undefined>): Answer {
  const segment = audience.segments.get(Number(params["segmentId"]));
  if (segment === undefined) return notFound();
  const members = shownMembers(audience, segment, query).map((member) => memberAnswer(audience, member));
  return page("members", members, query);
}

/** Tags whose name begins with the text; saved segments are none. */
function searchTags({ audience, query }: Call<undefined>): Answer {
  const name = (query.get("name") ?? "").toLowerCase();
  const tags = [...audience.segments.values()].filter(
    (segment) => segment.type === "static" && segment.name.toLowerCase().startsWith(name),
  );
  return ok({ tags: tags.map(({ id, name: shown }) => ({ id, name: shown })), total_items: tags.length });
}

/** The unsubscribed, cleaned and transactional are left out unless asked for; the archived always are. */
function shownMembers(audience: Audience, segment: Segment, query: ReadonlyMap<string, string>): readonly Member[] {
  const isShown = ({ status }: Member): boolean => {
    if (status === "archived") return false;
    const isOptional = status === "unsubscribed" || status === "cleaned" || status === "transactional";
    return !isOptional || query.get(`include_${status}`) === "true";
  };
  return [...segment.members].flatMap((id) => audience.members.get(id) ?? []).filter(isShown);
}

function segmentAnswer(audience: Audience, segment: Segment, query: ReadonlyMap<string, string>): unknown {
  return {
    id: segment.id,
    name: segment.name,
    member_count: shownMembers(audience, segment, query).length,
    type: segment.type,
    created_at: instant(segment.createdAtMs),
    updated_at: instant(segment.createdAtMs),
    list_id: audience.id,
  };
}

export const segmentRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: PATH,
    isRead: true,
    query: [...PAGE_QUERY, ...INCLUDE_QUERY, "type"],
    body: z.undefined(),
    handle: listSegments,
  }),
  route({ method: "POST", path: PATH, isRead: false, body: createBody, handle: createSegment }),
  route({
    method: "GET",
    path: `${PATH}/:segmentId`,
    isRead: true,
    query: [...INCLUDE_QUERY, "fields"],
    body: z.undefined(),
    handle: getSegment,
  }),
  route({
    method: "POST",
    path: `${PATH}/:segmentId`,
    isRead: false,
    body: changeSegmentBody,
    handle: changeSegment,
  }),
  route({
    method: "GET",
    path: `${PATH}/:segmentId/members`,
    isRead: true,
    query: [...PAGE_QUERY, ...INCLUDE_QUERY],
    body: z.undefined(),
    handle: listSegmentMembers,
  }),
  route({
    method: "GET",
    path: "/3.0/lists/:listId/tag-search",
    isRead: true,
    query: ["name"],
    body: z.undefined(),
    handle: searchTags,
  }),
];
