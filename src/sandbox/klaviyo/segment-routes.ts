/** Segments, only to be read (Get Segments, Get Segment, Get Profile IDs for Segment; revision 2026-07-15, excerpts read 2026-11-29). */
import { z } from "zod";
import { isoInstant } from "../../platform/instant.ts";
import type { Answer } from "../kit/answer.ts";
import type { ProfileList } from "./account.ts";
import { invalid, notFound, ok } from "./answers.ts";
import { parseFilter } from "./filter.ts";
import { PAGE_PARAMETERS, pageOf, PROFILE_PAGES } from "./page.ts";
import type { Call, Route } from "./route.ts";
import { route } from "./route.ts";

/** From memory: as lists. */
const SEGMENT_PAGES = { byDefault: 10, max: 10 } as const;
const COUNT_FIELD = "additional-fields[segment]";

export const segmentRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/api/segments",
    scopes: ["segments:read"],
    tier: "L",
    query: ["filter", "fields[segment]", "page[cursor]"],
    body: z.undefined(),
    handle: findSegments,
  }),
  route({
    method: "GET",
    path: "/api/segments/:id",
    scopes: ["segments:read"],
    tier: "L",
    expensive: { parameter: COUNT_FIELD, tier: "XS" },
    query: [COUNT_FIELD, "fields[segment]"],
    body: z.undefined(),
    handle: (call) => ofSegment(call, (segment) => ok({ data: showSegment(segment, call.query.get(COUNT_FIELD)) })),
  }),
  route({
    method: "GET",
    path: "/api/segments/:id/relationships/profiles",
    scopes: ["segments:read", "profiles:read"],
    tier: "L",
    query: PAGE_PARAMETERS,
    body: z.undefined(),
    handle: (call) =>
      ofSegment(call, ({ members }) =>
        pageOf([...members.keys()], call.query, PROFILE_PAGES, (id) => ({ type: "profile", id })),
      ),
  }),
];

function findSegments(call: Call<undefined>): Answer {
  const segments = [...call.account.segments.values()];
  const text = call.query.get("filter");
  if (text === undefined) return pageOf(segments, call.query, SEGMENT_PAGES, (segment) => showSegment(segment));
  const filter = parseFilter(text, ["id", "name"]);
  if (!filter.ok) return invalid(filter.problem, { parameter: "filter" });
  const found = segments.filter(({ id, name }) => filter.values.includes(filter.field === "id" ? id : name));
  return pageOf(found, call.query, SEGMENT_PAGES, (segment) => showSegment(segment));
}

function ofSegment<Body>(call: Call<Body>, answer: (segment: ProfileList) => Answer): Answer {
  const segment = call.account.segments.get(call.params["id"] ?? "");
  return segment === undefined ? notFound("A segment with this id") : answer(segment);
}

function showSegment({ id, name, createdAtMs, updatedAtMs, members }: ProfileList, additional = ""): unknown {
  const count = additional === "profile_count" ? { profile_count: members.size } : {};
  const times = { created: isoInstant(createdAtMs), updated: isoInstant(updatedAtMs) };
  return {
    type: "segment",
    id,
    attributes: { name, ...times, is_active: true, is_processing: false, is_starred: false, ...count },
    links: { self: `https://a.klaviyo.com/api/segments/${id}` },
  };
}
