/**
 * Segments, whose members Klaviyo decides: looked at and read, to be compared, and never written. (Get Segments; Get Segment;
 * Get Profile IDs for Segment, revision 2026-07-15: all of them excerpts, read 2026-11-29.) A key needs `segments:read` for it.
 */
import { ContractError } from "../../domain/errors.ts";
import type { SeenList } from "../destination.ts";
import { isSuccess } from "../kit/read-answer.ts";
import { expectBody, listAnswer, listPage } from "./answers.ts";
import { listAmbiguous, refusedReading } from "./list-errors.ts";
import { findListByName, type ListsOptions } from "./lists.ts";

/** A list of the name before a segment of it. Two or three requests. */
export async function lookAtList(options: ListsOptions, name: string): Promise<SeenList | undefined> {
  const list = await findListByName(options, name);
  if (list?.listId !== undefined && list.listId !== null)
    return { listId: list.listId, count: list.count, kind: "list", isWritable: true };
  const { api, requests } = options;
  const answer = await api.ask(requests.segmentsNamed(name));
  if (!isSuccess(answer)) throw refusedReading(answer, "for a segment by its name");
  const [segment, other] = expectBody(answer, listPage, "for a segment by its name").data.filter(
    ({ attributes }) => attributes.name === name,
  );
  if (other !== undefined) throw listAmbiguous(name);
  return segment === undefined ? undefined : await countSegment(options, segment.id);
}

async function countSegment({ api, requests }: ListsOptions, segmentId: string): Promise<SeenList | undefined> {
  const answer = await api.ask(requests.countedSegment(segmentId));
  if (answer.status === 404) return undefined;
  if (!isSuccess(answer)) throw refusedReading(answer, `for segment ${segmentId}`);
  const count = expectBody(answer, listAnswer, "for a segment").data.attributes.profile_count;
  if (count === undefined || count === null)
    throw new ContractError("list_not_counted", `Klaviyo does not say how many are in segment ${segmentId}.`);
  return { listId: segmentId, count, kind: "segment", isWritable: false };
}
