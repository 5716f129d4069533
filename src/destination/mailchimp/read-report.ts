/**
 * Pages of a report by an offset, safe against a report that changes meanwhile.
 *
 * What is added while it is read pushes items to later pages, where they are read again: no harm. What is taken away pulls items
 * to earlier pages, where they would be missed. So each page begins some items before the end of the last one and has to show
 * one of them; else more was taken away than that, and the reading goes back.
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

/** Items a page repeats of the one before. */
const SHARED_ITEMS = 50;
/** A bound no report reaches: 95 million items. */
const PAGES_MAX = 100_000;
const GOING_BACK_MAX = 20;

/**
 * Every item that is there all the while, at least once, in one request per 950. Nothing for a campaign that was deleted in
 * Mailchimp since it was listed: its report went with it.
 */
export async function* readReport<Shape extends z.ZodType, Item>(
  { api, request, what }: Report,
  shape: Shape,
  itemsOf: (answer: z.output<Shape>) => readonly Item[],
  keyOf: (item: Item) => string,
): AsyncGenerator<readonly Item[], void, void> {
  let before: ReadonlySet<string> | undefined;
  let offset = 0;
  let wentBack = 0;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const answer = await api.ask(request(offset));
    if (answer.status === 404 && readBody(answer, problemAnswer) !== undefined) return;
    if (!isSuccess(answer)) throw unexpected(answer, what);
    const items = itemsOf(expectBody(answer, shape, what));
    const last = before;
    if (last === undefined || offset === 0 || items.some((item) => last.has(keyOf(item)))) {
      yield items;
      if (items.length < ITEMS_PER_PAGE) return;
      before = new Set(items.map((item) => keyOf(item)));
      offset += items.length - SHARED_ITEMS;
    } else {
      wentBack += 1;
      if (wentBack > GOING_BACK_MAX) throw unsteady(what);
      offset = Math.max(0, offset - ITEMS_PER_PAGE);
    }
  }
  throw unsteady(what);
}

function unsteady(what: string): TransientError {
  return new TransientError("report_unsteady", `Mailchimp's answers ${what} changed too much while they were read.`, {
    remedy: "Run it again: what was read stays.",
  });
}
