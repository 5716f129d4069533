/** Lists ("segments" in HubSpot's pages) as places: static, found by name once, known by id afterwards. */
import { ContractError } from "../../domain/errors.ts";
import type { FoundPlace, TakenPlace } from "../../domain/place.ts";
import type { SeenList } from "../destination.ts";
import type { HttpResponse } from "../../platform/http.ts";
import { isSuccess, readBody } from "../kit/read-answer.ts";
import { expectBody, listAnswer, membersPage, vendorError } from "./answers.ts";
import type { ListAnswer } from "./answers.ts";
import type { HubSpotApi } from "./api.ts";
import { listNotManual } from "./list-errors.ts";
import { MEMBERS_PER_PAGE } from "./options.ts";
import type { HubSpotRequests } from "./requests.ts";

export interface ListsOptions {
  readonly api: HubSpotApi;
  readonly requests: HubSpotRequests;
}

/** Two requests; one when there is no such list. */
export async function findListByName(options: ListsOptions, name: string): Promise<FoundPlace | undefined> {
  return await describe(options, await options.api.ask(await options.requests.listByName(name)), `list "${name}"`);
}

/**
 * A list of any kind, to be compared: a dynamic one decides its members itself, and its memberships are read as those of
 * any other. Two requests; one when there is no such list.
 */
export async function lookAtList(options: ListsOptions, name: string): Promise<SeenList | undefined> {
  const list = read(await options.api.ask(await options.requests.listByName(name)), `list "${name}"`);
  if (list === undefined) return undefined;
  const { listId, processingType: kind } = list;
  return { listId, count: await countMembers(options, list), kind, isWritable: isManual(list) };
}

/** Two requests; one when the list is gone. */
export async function findListById(options: ListsOptions, listId: string): Promise<FoundPlace | undefined> {
  return await describe(options, await options.api.ask(await options.requests.listById(listId)), `list ${listId}`);
}

/** An existing list is taken as it is; a race for the name is settled by taking the winner's. */
export async function takeList(options: ListsOptions, name: string): Promise<TakenPlace> {
  const found = await findListByName(options, name);
  if (found !== undefined) return { ...found, isCreatedByUs: false };
  const answer = await options.api.ask(await options.requests.createList(name));
  if (isSuccess(answer)) {
    const { list } = expectBody(answer, listAnswer, "the creation of a list");
    return { listId: list.listId, count: 0, isCreatedByUs: true };
  }
  if (!isDuplicateName(answer)) throw refused(answer, `the creation of list "${name}"`);
  const winner = await findListByName(options, name);
  if (winner === undefined) throw refused(answer, `the creation of list "${name}"`);
  return { ...winner, isCreatedByUs: false };
}

/** The record ids on a list, ascending, in pages of 250. */
export async function* readMembers(options: ListsOptions, listId: string): AsyncIterable<readonly string[]> {
  let after: string | undefined;
  do {
    const answer = await options.api.ask(await options.requests.members(listId, after, MEMBERS_PER_PAGE));
    if (!isSuccess(answer)) throw refused(answer, `the members of list ${listId}`);
    const page = expectBody(answer, membersPage, "the members of a list");
    yield page.results.map((member) => member.recordId);
    const next = page.paging?.next?.after;
    if (next !== undefined && next === after)
      throw new ContractError("paging_stuck", `HubSpot gave the same page of list ${listId} twice.`);
    after = next;
  } while (after !== undefined);
}

async function describe(options: ListsOptions, answer: HttpResponse, what: string): Promise<FoundPlace | undefined> {
  const list = read(answer, what);
  if (list === undefined) return undefined;
  if (!isManual(list)) throw listNotManual(what, list.processingType);
  return { listId: list.listId, count: await countMembers(options, list) };
}

function read(answer: HttpResponse, what: string): ListAnswer | undefined {
  if (answer.status === 404) return undefined;
  if (!isSuccess(answer)) throw refused(answer, what);
  const { list } = expectBody(answer, listAnswer, what);
  return list.deletedAt !== undefined && list.deletedAt !== null ? undefined : list;
}

/** Static, and of contacts. */
function isManual({ processingType, objectTypeId }: ListAnswer): boolean {
  return processingType === "MANUAL" && (objectTypeId ?? "0-1") === "0-1";
}

async function countMembers(options: ListsOptions, list: ListAnswer): Promise<number> {
  const answer = await options.api.ask(await options.requests.members(list.listId, undefined, 1));
  const page = isSuccess(answer) ? readBody(answer, membersPage) : undefined;
  const count = page?.total ?? list.size ?? undefined;
  if (count === undefined)
    throw new ContractError("list_not_counted", `HubSpot does not say how many are on list ${list.listId}.`);
  return count;
}

/** 400 `ILS.DUPLICATE_LIST_NAMES`, as recorded by many third parties. */
function isDuplicateName(answer: HttpResponse): boolean {
  const subCategory = readBody(answer, vendorError)?.subCategory;
  return answer.status === 409 || (typeof subCategory === "string" && subCategory.includes("DUPLICATE_LIST_NAMES"));
}

function refused(answer: HttpResponse, what: string): ContractError {
  const category = readBody(answer, vendorError)?.category ?? "unknown";
  return new ContractError(
    "unexpected_answer",
    `HubSpot answered ${what} with status ${answer.status} (${category}).`,
    {
      remedy: "Check the list in HubSpot; report the case with the version of Tierline when it looks right.",
    },
  );
}
