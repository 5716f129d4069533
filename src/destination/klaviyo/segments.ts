/**
 * Segments, whose members Klaviyo decides: looked at and read, to be compared, and never written. (Get Segments; Get Segment;
 * Get Profile IDs for Segment, revision 2026-07-15: all of them excerpts, read 2026-11-29.) A key needs `segments:read` for it.
 */
import type { SeenList } from "../destination.ts";
import { isSuccess } from "../kit/read-answer.ts";
import { expectBody, listPage } from "./answers.ts";
import { listAmbiguous, refusedReading } from "./list-errors.ts";
import { findListByName, readCount, type ListsOptions } from "./lists.ts";

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
  if (segment === undefined) return undefined;
  const count = await readCount(api, requests.countedSegment(segment.id), `segment ${segment.id}`);
  return count === undefined ? undefined : { listId: segment.id, count, kind: "segment", isWritable: false };
}
