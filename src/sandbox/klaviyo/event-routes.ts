/** Metrics and their events (Get Metrics, Get Events, and API overview on filtering, read 2026-11-29). */
import { z } from "zod";
import { isoInstant } from "../../platform/instant.ts";
import type { Answer } from "../kit/answer.ts";
import { invalid, ok } from "./answers.ts";
import { parseEventFilter } from "./event-filter.ts";
import type { MessageEvent } from "./message-event.ts";
import type { PageLimit } from "./page.ts";
import { pageOf } from "./page.ts";
import { showProfile } from "./profile-routes.ts";
import type { Call, Route } from "./route.ts";
import { route } from "./route.ts";

/** "Default: 200. Min: 1. Max: 1000." (Klaviyo's client 23.0.0); the sentence "a maximum of 200 events per page" stands there, too. */
const EVENT_PAGES: PageLimit = { byDefault: 200, max: 1_000 };
/** Metrics take no `page[size]`; the number is the reference's. */
const METRIC_PAGES: PageLimit = { byDefault: 200, max: 200 };
const SORTS = ["datetime", "-datetime"] as const;

export const eventRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/api/metrics",
    scopes: ["metrics:read"],
    tier: "M",
    query: ["fields[metric]", "page[cursor]"],
    body: z.undefined(),
    handle: ({ account, query }) =>
      pageOf([...account.metrics.values()], query, METRIC_PAGES, ({ id, name, integration }) => ({
        type: "metric",
        id,
        attributes: { name, integration: { object: "integration", name: integration } },
        links: { self: `https://a.klaviyo.com/api/metrics/${id}` },
      })),
  }),
  route({
    method: "GET",
    path: "/api/events",
    scopes: ["events:read"],
    tier: "XL",
    query: ["filter", "fields[event]", "fields[profile]", "include", "sort", "page[size]", "page[cursor]"],
    body: z.undefined(),
    handle: getEvents,
  }),
];

/** Newest first unless asked otherwise (the default is from memory). */
function getEvents({ account, query }: Call<undefined>): Answer {
  const include = query.get("include");
  if (include !== undefined && include !== "profile")
    return invalid(`'${include}' cannot be included.`, { parameter: "include" });
  const sort = SORTS.find((one) => one === (query.get("sort") ?? "-datetime"));
  if (sort === undefined) return invalid("The sort field is not supported.", { parameter: "sort" });
  const filter = parseEventFilter(query.get("filter"));
  if (!filter.ok) return invalid(filter.problem, { parameter: "filter" });
  const sign = sort === "datetime" ? 1 : -1;
  const found = account.events
    .filter((event) => filter.holds(event))
    .toSorted((one, other) => sign * (one.atMs - other.atMs));
  const shown: MessageEvent[] = [];
  const answer = pageOf(found, query, EVENT_PAGES, (event) => {
    shown.push(event);
    return showEvent(event);
  });
  if (answer.status !== 200 || include === undefined) return answer;
  const ids = new Set(shown.map(({ profileId }) => profileId));
  const included = [...ids].flatMap((id) => account.profiles.get(id) ?? []).map(showProfile);
  return ok({ ...Object(answer.body), included });
}

function showEvent({ id, metricId, profileId, atMs, properties }: MessageEvent): unknown {
  return {
    type: "event",
    id,
    // Whole seconds and an offset, as the vendor writes it.
    attributes: { datetime: `${isoInstant(atMs).slice(0, 19)}+00:00`, event_properties: properties },
    relationships: {
      profile: { data: { type: "profile", id: profileId } },
      metric: { data: { type: "metric", id: metricId } },
    },
    links: { self: `https://a.klaviyo.com/api/events/${id}` },
  };
}
