/** Pages by cursor (API overview, pagination, read 2026-11-22). A cursor is opaque; here it hides the last item's place. */
import type { Answer } from "../kit/answer.ts";
import { invalid, ok } from "./answers.ts";

export const PAGE_PARAMETERS = ["page[size]", "page[cursor]"] as const;

export interface PageLimit {
  readonly byDefault: number;
  readonly max: number;
}

/** Default 20, at most 100, for profiles and import errors (specification). */
export const PROFILE_PAGES: PageLimit = { byDefault: 20, max: 100 };

export function pageOf<Item>(
  items: readonly Item[],
  query: ReadonlyMap<string, string>,
  limit: PageLimit,
  show: (item: Item) => unknown,
): Answer {
  const asked = query.get("page[size]");
  const size = asked === undefined ? limit.byDefault : Number(asked);
  if (!Number.isInteger(size) || size < 1 || size > limit.max)
    return invalid(`Page size must be an integer between 1 and ${limit.max}.`, { parameter: "page[size]" });
  const cursor = query.get("page[cursor]");
  const from = cursor === undefined ? 0 : Number(Buffer.from(cursor, "base64url").toString().replace(/^at /u, ""));
  if (!Number.isInteger(from)) return invalid("Invalid cursor.", { parameter: "page[cursor]" });
  const next = from + size < items.length ? link(from + size) : null;
  return ok({ data: items.slice(from, from + size).map(show), links: { self: link(from), next, prev: null } });
}

function link(from: number): string {
  const cursor = Buffer.from(`at ${from}`).toString("base64url");
  return `https://a.klaviyo.com/api/page?page%5Bcursor%5D=${cursor}`;
}
