/** Paging and partial answers: `count` (default 10, at most 1,000), `offset`, `fields` (methods and parameters page). */
import type { Answer } from "../kit/answer.ts";
import { invalid, ok } from "./answers.ts";

export const PAGE_QUERY = ["count", "offset", "fields"] as const;

const COUNT_DEFAULT = 10;
const COUNT_MAX = 1_000;

/** What a page says besides its items. */
export interface Frame {
  /** The audience they are of, or the campaign. */
  readonly list_id?: string;
  readonly campaign_id?: string;
  /** Default: as many as there are. */
  readonly total_items?: number;
}

/** A page of `items` under `key`, with `total_items`. `itemsMax`: it may be shorter than was asked for. */
export function page(
  key: string,
  items: readonly unknown[],
  query: ReadonlyMap<string, string>,
  frame: Frame = {},
  itemsMax = COUNT_MAX,
): Answer {
  const count = wholeNumber(query.get("count"), COUNT_DEFAULT);
  const offset = wholeNumber(query.get("offset"), 0);
  if (count === undefined || count > COUNT_MAX) return invalid(`count must be a whole number up to ${COUNT_MAX}.`);
  if (offset === undefined) return invalid("offset must be a whole number.");
  const found = items.slice(offset, offset + Math.min(count, itemsMax));
  return ok(only({ [key]: found, total_items: items.length, ...frame }, query.get("fields")));
}

/** Keeps the named fields, as `members.id,total_items`. */
export function only(body: unknown, fields: string | undefined): unknown {
  return fields === undefined
    ? body
    : pick(
        body,
        fields.split(",").map((name) => name.split(".")),
      );
}

function pick(value: unknown, paths: readonly (readonly string[])[]): unknown {
  if (paths.some((path) => path.length === 0)) return value;
  if (Array.isArray(value)) return value.map((item) => pick(item, paths));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const below = paths.filter(([first]) => first === name).map((path) => path.slice(1));
      return below.length === 0 ? [] : [[name, pick(inner, below)]];
    }),
  );
}

function wholeNumber(text: string | undefined, fallback: number): number | undefined {
  if (text === undefined) return fallback;
  return /^\d{1,9}$/u.test(text) ? Number(text) : undefined;
}
