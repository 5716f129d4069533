/** Lists as places: found by name once, known by id afterwards. A segment is no list: see `segments.ts`. */
import { ContractError } from "../../domain/errors.ts";
import type { FoundPlace, TakenPlace } from "../../domain/place.ts";
import { isSuccess } from "../kit/read-answer.ts";
import { cursorOf, expectBody, listAnswer, listPage, memberPage } from "./answers.ts";
import type { KlaviyoApi } from "./api.ts";
import { listAmbiguous, refusedReading } from "./list-errors.ts";
import type { KlaviyoRequest, KlaviyoRequests } from "./requests.ts";

export interface ListsOptions {
  readonly api: KlaviyoApi;
  readonly requests: KlaviyoRequests;
}

/** Two requests; one when there is no such list. */
export async function findListByName(options: ListsOptions, name: string): Promise<FoundPlace | undefined> {
  const answer = await options.api.ask(options.requests.listsNamed(name));
  if (!isSuccess(answer)) throw refusedReading(answer, "for a list by its name");
  const [list, other] = expectBody(answer, listPage, "for a list by its name").data.filter(
    ({ attributes }) => attributes.name === name,
  );
  if (other !== undefined) throw listAmbiguous(name);
  return list === undefined ? undefined : await findListById(options, list.id);
}

/** One request. Undefined when the list is gone. */
export async function findListById({ api, requests }: ListsOptions, listId: string): Promise<FoundPlace | undefined> {
  const count = await readCount(api, requests.countedList(listId), `list ${listId}`);
  return count === undefined ? undefined : { listId, count };
}

/** How many a list or a segment holds; undefined when it is gone. One request, of which Klaviyo allows 15 a minute: it counts. */
export async function readCount(api: KlaviyoApi, request: KlaviyoRequest, what: string): Promise<number | undefined> {
  const answer = await api.ask(request);
  if (answer.status === 404) return undefined;
  if (!isSuccess(answer)) throw refusedReading(answer, `for ${what}`);
  const count = expectBody(answer, listAnswer, "for a count").data.attributes.profile_count;
  if (count !== undefined && count !== null) return count;
  throw new ContractError("list_not_counted", `Klaviyo does not say how many ${what} holds.`);
}

/**
 * An existing list is taken as it is. The creation is sent once: names are not unique, so a repeat would make a second
 * list. When its answer is lost, the list is looked for by its name.
 */
export async function takeList(options: ListsOptions, name: string): Promise<TakenPlace> {
  const found = await findListByName(options, name);
  if (found !== undefined) return { ...found, isCreatedByUs: false };
  const answer = await options.api.askOnce(options.requests.createList(name));
  if (answer !== null && !isSuccess(answer)) throw refusedReading(answer, "the creation of a list");
  if (answer !== null)
    return {
      listId: expectBody(answer, listAnswer, "the creation of a list").data.id,
      count: 0,
      isCreatedByUs: true,
    };
  const made = await findListByName(options, name);
  if (made === undefined)
    throw new ContractError("list_not_made", `Klaviyo did not say whether it made list "${name}".`, {
      remedy: "Run again.",
    });
  return { ...made, isCreatedByUs: false };
}

/** The profile ids on a list or in a segment, in pages of 100. */
export async function* readMembers(
  { api, requests }: ListsOptions,
  listId: string,
  kind: "list" | "segment",
): AsyncIterable<readonly string[]> {
  const pageAt = kind === "list" ? requests.members : requests.segmentMembers;
  let cursor: string | undefined;
  do {
    const answer = await api.ask(pageAt(listId, { cursor }));
    if (!isSuccess(answer)) throw refusedReading(answer, `the members of ${kind} ${listId}`);
    const page = expectBody(answer, memberPage, "the members of a list");
    yield page.data.map(({ id }) => id);
    const next = cursorOf(page.links?.next);
    if (next !== undefined && next === cursor)
      throw new ContractError("paging_stuck", `Klaviyo gave the same page of ${kind} ${listId} twice.`);
    cursor = next;
  } while (cursor !== undefined);
}
