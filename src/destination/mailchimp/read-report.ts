/**
 * Pages of a report by an offset, safe against a report that changes meanwhile.
 *
 * What is added while it is read pushes items to later pages, where they are read again: no harm. What is taken away pulls items
 * to earlier pages, where they would be missed. So each page begins some items before the end of the last one and has to show
 * one of them; else more was taken away than that, and the reading goes back.
 *
 * A page may hold fewer items than were asked for, so a short one is no end by itself: only one that reaches `total_items` is, or
 * one that repeats the last one's end and shows nothing after it, whatever the total says (it may count what was filtered).
 */
import type { z } from "zod";
import { TransientError } from "../../domain/errors.ts";
import type { HttpRequest } from "../../platform/http.ts";
import { isSuccess, readBody } from "../kit/read-answer.ts";
import { expectBody, problemAnswer, unexpected } from "./answers.ts";
import type { MailchimpApi } from "./api.ts";
import { ITEMS_PER_PAGE } from "./options.ts";

export interface Report {
  readonly api: MailchimpApi;
  readonly request: (offset: number) => HttpRequest;
  /** For errors, as `for campaigns`. */
  readonly what: string;
}

/** Items a page repeats of the one before; of a short one at most half. */
const SHARED_ITEMS = 50;
/** A bound no report reaches: 95 million items. */
const PAGES_MAX = 100_000;
const GOING_BACK_MAX = 20;

/** Of a page of items: how many there are in all, as far as it is told. */
interface Counted {
  readonly total_items: number | null;
}

/**
 * Every item that is there all the while, at least once, in one request per 950. Nothing for a campaign that was deleted in
 * Mailchimp since it was listed: its report went with it.
 */
export async function* readReport<Answer extends Counted, Item>(
  { api, request, what }: Report,
  shape: z.ZodType<Answer>,
  itemsOf: (answer: Answer) => readonly Item[],
  keyOf: (item: Item) => string,
): AsyncGenerator<readonly Item[], void, void> {
  let before: ReadonlySet<string> = new Set();
  let [offset, shared, wentBack] = [0, 0, 0];
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const answer = await api.ask(request(offset));
    if (answer.status === 404 && readBody(answer, problemAnswer) !== undefined) return;
    if (!isSuccess(answer)) throw unexpected(answer, what);
    const page = expectBody(answer, shape, what);
    const items = itemsOf(page);
    const known = before;
    const isJoined = offset === 0 || shared === 0 || items.some((item) => known.has(keyOf(item)));
    if (!isJoined) {
      wentBack += 1;
      if (wentBack > GOING_BACK_MAX) throw unsteady(what);
      offset = Math.max(0, offset - ITEMS_PER_PAGE);
      continue;
    }
    yield items;
    const isRepeated = items.length <= shared && items.every((item) => known.has(keyOf(item)));
    const isLast = items.length < ITEMS_PER_PAGE && offset + items.length >= (page.total_items ?? 0);
    if (isRepeated || isLast) return;
    before = new Set(items.map((item) => keyOf(item)));
    shared = Math.min(SHARED_ITEMS, Math.floor(items.length / 2));
    offset += items.length - shared;
  }
  throw unsteady(what);
}

function unsteady(what: string): TransientError {
  return new TransientError("report_unsteady", `Mailchimp's answers ${what} changed too much while they were read.`, {
    remedy: "Run it again: what was read stays.",
  });
}
