/** Static segments and tags as places: found by name once, known by id afterwards. A tag is a static segment. */
import { ContractError } from "../../domain/errors.ts";
import type { FoundPlace, TakenPlace } from "../../domain/place.ts";
import type { SeenList } from "../destination.ts";
import { isSuccess } from "../kit/read-answer.ts";
import { expectBody, membersPage, segmentAnswer, segmentsPage, tagsFound, unexpected } from "./answers.ts";
import type { SegmentAnswer } from "./answers.ts";
import type { MailchimpApi } from "./api.ts";
import { ITEMS_PER_PAGE } from "./options.ts";
import type { ListsAs } from "./options.ts";
import type { MailchimpRequests } from "./requests.ts";
import { segmentNotStatic } from "./segment-errors.ts";
import type { SeenContacts } from "./seen-contacts.ts";

export interface SegmentsOptions {
  readonly api: MailchimpApi;
  readonly requests: MailchimpRequests;
  readonly listsAs: ListsAs;
}

/** One request per 1,000 segments of the audience; for tags at most two. */
export async function findSegmentByName(options: SegmentsOptions, name: string): Promise<FoundPlace | undefined> {
  if (options.listsAs === "tags") return await findTag(options, name);
  const found = await readNamed(options, name);
  return found === undefined ? undefined : placeOf(found, `segment "${name}"`);
}

/**
 * A segment or tag to be compared, also one that Mailchimp fills by conditions: its members are read as those of any other.
 * One request per 1,000 segments of the audience.
 */
export async function lookAtSegment(options: SegmentsOptions, name: string): Promise<SeenList | undefined> {
  const found = await readNamed(options, name);
  if (found === undefined) return undefined;
  const { id, member_count: count, type: kind } = found;
  return { listId: String(id), count, kind, isWritable: isStatic(found) };
}

/** One request. */
export async function findSegmentById(options: SegmentsOptions, segmentId: string): Promise<FoundPlace | undefined> {
  const answer = await options.api.ask(options.requests.segment(segmentId));
  if (answer.status === 404) return undefined;
  if (!isSuccess(answer)) throw unexpected(answer, `segment ${segmentId}`);
  return placeOf(expectBody(answer, segmentAnswer, `segment ${segmentId}`), `segment ${segmentId}`);
}

/** An existing segment is taken as it is; a race for the name is settled by taking the winner's. */
export async function takeSegment(options: SegmentsOptions, name: string): Promise<TakenPlace> {
  const found = await findSegmentByName(options, name);
  if (found !== undefined) return { ...found, isCreatedByUs: false };
  const answer = await options.api.ask(options.requests.createSegment(name));
  if (isSuccess(answer)) {
    const { id } = expectBody(answer, segmentAnswer, "the creation of a segment");
    return { listId: String(id), count: 0, isCreatedByUs: true };
  }
  const winner = answer.status === 400 ? await findSegmentByName(options, name) : undefined;
  if (winner === undefined) throw unexpected(answer, `the creation of segment "${name}"`);
  return { ...winner, isCreatedByUs: false };
}

/** The record ids of a segment in pages of 1,000, subscribed or not. The archived are in no segment that Mailchimp shows. */
export async function* readSegmentMembers(
  { api, requests }: SegmentsOptions,
  segmentId: string,
  seen: SeenContacts,
): AsyncIterable<readonly string[]> {
  for (let total = Number.POSITIVE_INFINITY, offset = 0; offset < total; offset += ITEMS_PER_PAGE) {
    const answer = await api.ask(requests.segmentMembers(segmentId, offset));
    if (!isSuccess(answer)) throw unexpected(answer, `the members of segment ${segmentId}`);
    const page = expectBody(answer, membersPage, "the members of a segment");
    if (page.members.length === 0 && offset < page.total_items)
      throw new ContractError("paging_stuck", `Mailchimp gave an empty page of segment ${segmentId}.`);
    for (const { id, email_address: address } of page.members) if (address !== undefined) seen.add(id, address);
    yield page.members.map(({ id }) => id);
    total = page.total_items;
  }
}

async function findTag(options: SegmentsOptions, name: string): Promise<FoundPlace | undefined> {
  const answer = await options.api.ask(options.requests.searchTags(name));
  if (!isSuccess(answer)) throw unexpected(answer, "the search of a tag");
  const tag = expectBody(answer, tagsFound, "the search of a tag").tags.find((one) => one.name === name);
  return tag === undefined ? undefined : await findSegmentById(options, String(tag.id));
}

/** One that is filled by hand before another of the same name. */
async function readNamed(options: SegmentsOptions, name: string): Promise<SegmentAnswer | undefined> {
  const named = (await readSegments(options)).filter((segment) => segment.name === name);
  return named.find(isStatic) ?? named[0];
}

async function readSegments({ api, requests }: SegmentsOptions): Promise<readonly SegmentAnswer[]> {
  const segments: SegmentAnswer[] = [];
  for (let total = Number.POSITIVE_INFINITY, offset = 0; offset < total; offset += ITEMS_PER_PAGE) {
    const answer = await api.ask(requests.segments(offset));
    if (!isSuccess(answer)) throw unexpected(answer, "the segments of the audience");
    const page = expectBody(answer, segmentsPage, "the segments of the audience");
    segments.push(...page.segments);
    total = page.total_items;
  }
  return segments;
}

function placeOf(segment: SegmentAnswer, what: string): FoundPlace {
  if (!isStatic(segment)) throw segmentNotStatic(what, segment.type);
  return { listId: String(segment.id), count: segment.member_count };
}

function isStatic({ type }: SegmentAnswer): boolean {
  return type === "static";
}
