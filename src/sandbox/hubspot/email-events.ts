/**
 * The log of e-mail events (Get email events, read 2026-11-29): newest first, both ends of the window part of it, pages
 * by an offset. Which filters the real one combines is not played: no client of ours asks for them.
 */
import type { Answer } from "../kit/answer.ts";
import { invalid, ok } from "./answers.ts";
import { noBody } from "./paths.ts";
import type { Call, Route } from "./route.ts";
import { route } from "./route.ts";

export const EMAIL_EVENTS_PATH = "/email/public/v1/events";
const PAGE_DEFAULT = 10;
const PAGE_MAX = 1_000;

function getEmailEvents({ portal, query, accountId }: Call<undefined>): Answer {
  const [start, end, limit, offset] = ["startTimestamp", "endTimestamp", "limit", "offset"].map((name) =>
    query.get(name),
  );
  const numbers = [start, end, limit, offset].filter((text) => text !== undefined);
  if (numbers.some((text) => !/^\d+$/u.test(text))) return invalid("A timestamp, limit or offset is no number.");
  const size = Number(limit ?? PAGE_DEFAULT);
  if (size < 1 || size > PAGE_MAX) return invalid(`limit must lie between 1 and ${PAGE_MAX}.`);
  const inside = portal.emailEvents
    .filter(({ created }) => created >= Number(start ?? 0) && created <= Number(end ?? Number.MAX_SAFE_INTEGER))
    .toSorted((one, other) => other.created - one.created);
  const at = Number(offset ?? 0);
  const events = inside.slice(at, at + size).map((event) => ({ ...event, portalId: accountId, appId: 113 }));
  return ok({ events, hasMore: at + size < inside.length, offset: String(at + events.length) });
}

export const emailEventRoutes: readonly Route[] = [
  route({
    method: "GET",
    paths: [EMAIL_EVENTS_PATH],
    scopes: ["content"],
    isRead: true,
    query: ["startTimestamp", "endTimestamp", "limit", "offset", "excludeFilteredEvents"],
    body: noBody,
    handle: getEmailEvents,
  }),
];
