/** Addresses into a static segment or out of it, many a request, with what became of every row. */
import type { Change } from "../../domain/change.ts";
import { REASON } from "../../domain/receipt.ts";
import type { HttpRequest, HttpResponse } from "../../platform/http.ts";
import { isSuccess, readBody } from "../kit/read-answer.ts";
import { membersPage, problemAnswer, segmentAnswer, segmentChange } from "./answers.ts";
import type { Cause } from "./cause.ts";
import { causeOfRequest, CONTACT_REASON } from "./cause.ts";
import { memberIdOf } from "./member-id.ts";
import { lookUp } from "./member-reads.ts";
import { ITEMS_PER_PAGE, ROWS_PER_CALL } from "./options.ts";
import { segmentGone, segmentNotStatic } from "./segment-errors.ts";
import type { Failure, Session } from "./session.ts";

export type SegmentVerb = "add" | "remove";

export interface SegmentChange {
  readonly segmentId: string;
  readonly verb: SegmentVerb;
}

/** A row the answer did not name among those it moved, with the words against it, if any. */
interface Unnamed {
  readonly row: Change;
  readonly cause: Cause | null;
}

/** More unnamed rows than these, and the segment is read in pages before anybody is asked for alone. */
const SINGLES_MAX = 20;

/**
 * Mailchimp names whom it moved. Who was there already, who was not, whom it does not know and whom it forgot are in the same
 * silence, so each of them is looked up; rows that are neither explained nor moved are tried once more.
 */
export async function changeSegment(session: Session, rows: readonly Change[], change: SegmentChange): Promise<void> {
  const failures: Failure[] = [];
  let left = rows;
  for (let round = 1; round <= 2 && left.length > 0; round += 1) {
    const unnamed: Unnamed[] = [];
    for (let at = 0; at < left.length; at += ROWS_PER_CALL)
      unnamed.push(...(await changePart(session, left.slice(at, at + ROWS_PER_CALL), change)));
    left = await explain(session, unnamed, change, failures);
  }
  for (const row of left) session.book.unsettle(row, REASON.noReceipt);
  session.settle(failures, rows.length);
}

async function changePart(
  session: Session,
  rows: readonly Change[],
  change: SegmentChange,
): Promise<readonly Unnamed[]> {
  const { segmentId, verb } = change;
  const request = session.requests.changeSegment(
    segmentId,
    verb,
    rows.map(({ identity }) => identity),
  );
  const answer = await session.write(rows, request, isChange);
  if (answer === undefined) return [];
  if (!isSuccess(answer)) return await divide(session, rows, change, answer);
  const body = readBody(answer, segmentChange);
  const moved = new Map(
    (verb === "add" ? body?.members_added : body?.members_removed)?.map((member) => [
      member.email_address.trim().toLowerCase(),
      member.id,
    ]),
  );
  const words = new Map(
    body?.errors.flatMap(({ email_addresses: addresses, error }) =>
      addresses.map((address) => [address.trim().toLowerCase(), error] as const),
    ),
  );
  return rows.flatMap((row): readonly Unnamed[] => {
    const key = row.identity.toLowerCase();
    const recordId = moved.get(key);
    const message = words.get(key);
    if (recordId === undefined) return [{ row, cause: message === undefined ? null : { ...REFUSED, message } }];
    session.book.accept(row, recordId);
    return [];
  });
}

const REFUSED = { reason: "mailchimp_refused", key: "mailchimp_refused", scope: "row" } as const;

/** The whole call was refused: the segment is to blame, or a row. */
async function divide(
  session: Session,
  rows: readonly Change[],
  change: SegmentChange,
  answer: HttpResponse,
): Promise<readonly Unnamed[]> {
  if (await isSegmentToBlame(session, change.segmentId, answer)) return [];
  const [only, second] = rows;
  if (only !== undefined && second === undefined)
    return [{ row: only, cause: causeOfRequest(readBody(answer, problemAnswer), answer.status) }];
  const middle = Math.ceil(rows.length / 2);
  const first = await changePart(session, rows.slice(0, middle), change);
  return [...first, ...(await changePart(session, rows.slice(middle), change))];
}

/** Asked before the rows are tried one by one: somebody may have deleted the segment meanwhile, or given it conditions. */
async function isSegmentToBlame(session: Session, segmentId: string, refusal: HttpResponse): Promise<boolean> {
  const { answer } = await session.read(session.requests.segment(segmentId), () => true);
  if (answer === undefined) return session.stop !== null;
  const segment = isSuccess(answer) ? readBody(answer, segmentAnswer) : undefined;
  if (answer.status === 404 || refusal.status === 404) session.halt(segmentGone(segmentId));
  else if (segment !== undefined && segment.type !== "static")
    session.halt(segmentNotStatic(`segment ${segmentId}`, segment.type));
  return session.stop !== null;
}

/** Gives every row that can be explained its receipt, or a failure; returns the others. */
async function explain(
  session: Session,
  unnamed: readonly Unnamed[],
  { segmentId, verb }: SegmentChange,
  failures: Failure[],
): Promise<readonly Change[]> {
  const isWanted = verb === "add";
  const isMany = unnamed.length > SINGLES_MAX;
  const shown = isMany ? await readIds(session, (at) => session.requests.segmentMembers(segmentId, at)) : undefined;
  // Archived contacts keep their segments and are shown in none: who is not shown may still be one of them.
  const hidden =
    isWanted || shown === undefined
      ? shown
      : await readIds(session, (at) => session.requests.membersOfStatus("archived", at, null), unnamed.length);
  const rest = unnamed.filter(({ row }) => {
    const id = memberIdOf(row.identity);
    // Who should be there and is not shown may be archived or unknown: that is asked of each.
    if (shown === undefined || hidden === undefined) return true;
    if (isWanted ? !shown.has(id) : shown.has(id) || hidden.has(id)) return true;
    session.book.accept(row, isWanted ? id : row.recordId);
    return false;
  });
  const found = await lookUp(
    session,
    rest.map(({ row }) => memberIdOf(row.identity)),
  );
  const left: Change[] = [];
  for (const { row, cause } of rest) {
    const id = memberIdOf(row.identity);
    const there = found.get(id);
    if (there?.kind === "absent") settleAbsent(session, row, isWanted);
    else if (there?.kind !== "found") session.book.unsettle(row, REASON.noReceipt);
    else if (there.segmentIds.has(segmentId) === isWanted) session.book.accept(row, id);
    // Mailchimp lets nobody take an archived contact off, and it is back on the segment once somebody takes it back.
    else if (there.status === "archived") session.book.refuse(row, CONTACT_REASON.archived);
    else if (cause === null) left.push(row);
    else failures.push({ row, cause });
  }
  return left;
}

function settleAbsent(session: Session, row: Change, isWanted: boolean): void {
  if (!isWanted) session.book.accept(row, null);
  else session.book.refuse(row, row.recordId === null ? REASON.notFound : REASON.deletedAtDestination);
}

/** Undefined when any page is not answered, or there are more of them than rows: then everybody is asked for alone. */
async function readIds(
  session: Session,
  requestOf: (offset: number) => HttpRequest,
  pagesMax = Number.POSITIVE_INFINITY,
): Promise<ReadonlySet<string> | undefined> {
  const ids = new Set<string>();
  for (let total = Number.POSITIVE_INFINITY, offset = 0; offset < total; offset += ITEMS_PER_PAGE) {
    const { answer } = await session.read(requestOf(offset), isPage);
    const page = answer === undefined || !isSuccess(answer) ? undefined : readBody(answer, membersPage);
    if (page === undefined) return undefined;
    if (page.total_items > pagesMax * ITEMS_PER_PAGE) return undefined;
    for (const { id } of page.members) ids.add(id);
    total = page.total_items;
  }
  return ids;
}

function isChange(answer: HttpResponse): boolean {
  return readBody(answer, segmentChange) !== undefined;
}

function isPage(answer: HttpResponse): boolean {
  return readBody(answer, membersPage) !== undefined;
}
