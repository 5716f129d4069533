/** Adds records to a list or takes them off, many a request, with what became of every row. */
import type { HttpResponse } from "../../platform/http.ts";
import { isSuccess, readBody } from "../kit/read-answer.ts";
import { listAnswer, membershipUpdate, vendorError } from "./answers.ts";
import { causeOf } from "./cause.ts";
import { listGone, listNotManual } from "./list-errors.ts";
import type { Leaving } from "../kit/resolve-leaves.ts";
import type { Failure, Session } from "./session.ts";

export interface MembersOptions {
  readonly listId: string;
  readonly perCall: number;
}

export type MembershipVerb = "add" | "remove";

/** The rows whose records HubSpot does not know; all others have their receipts. */
export async function changeMembers(
  session: Session,
  verb: MembershipVerb,
  rows: readonly Leaving[],
  options: MembersOptions,
): Promise<readonly Leaving[]> {
  const outcome: Gathered = { missing: [], failures: [], isListChecked: false };
  for (let at = 0; at < rows.length; at += options.perCall)
    await changePart(session, verb, rows.slice(at, at + options.perCall), options, outcome);
  session.settle(outcome.failures, rows.length);
  return outcome.missing;
}

interface Gathered {
  readonly missing: Leaving[];
  readonly failures: Failure[];
  isListChecked: boolean;
}

async function changePart(
  session: Session,
  verb: MembershipVerb,
  rows: readonly Leaving[],
  options: MembersOptions,
  outcome: Gathered,
): Promise<void> {
  const ids = [...new Set(rows.map(({ recordId }) => recordId))];
  const { addMembers, removeMembers } = session.requests;
  const request = await (verb === "add" ? addMembers(options.listId, ids) : removeMembers(options.listId, ids));
  const answer = await session.write(
    rows.map(({ row }) => row),
    request,
    isMembershipUpdate,
  );
  if (answer === undefined) return;
  if (!isSuccess(answer)) return await divide(session, verb, rows, options, outcome, answer);
  const unknown = new Set(readBody(answer, membershipUpdate)?.missing);
  for (const leaving of rows)
    if (unknown.has(leaving.recordId)) outcome.missing.push(leaving);
    else session.book.accept(leaving.row, leaving.recordId);
}

/** Takes further records of these rows off the list. A row for which that failed has its receipt. */
export async function removeBesides(
  session: Session,
  besides: readonly Leaving[],
  options: MembersOptions,
): Promise<void> {
  for (let at = 0; at < besides.length; at += options.perCall) {
    const part = besides.slice(at, at + options.perCall);
    const ids = [...new Set(part.map(({ recordId }) => recordId))];
    const rows = part.map(({ row }) => row);
    const request = await session.requests.removeMembers(options.listId, ids);
    const answer = await session.write(rows, request, isMembershipUpdate);
    if (answer !== undefined && !isSuccess(answer)) for (const row of rows) session.book.withhold(row, "no_receipt");
  }
}

/** The whole call was refused: the list is to blame, or a row, or there were too many. */
async function divide(
  session: Session,
  verb: MembershipVerb,
  rows: readonly Leaving[],
  options: MembersOptions,
  outcome: Gathered,
  answer: HttpResponse,
): Promise<void> {
  if (!outcome.isListChecked && (await isListToBlame(session, options.listId, answer))) return;
  outcome.isListChecked = true;
  const [only, second] = rows;
  if (only !== undefined && second === undefined) {
    const cause = causeOf(readBody(answer, vendorError) ?? {}, answer.status);
    outcome.failures.push({ row: only.row, cause, isWholeBatch: true });
    return;
  }
  const middle = Math.ceil(rows.length / 2);
  for (const half of [rows.slice(0, middle), rows.slice(middle)])
    await changePart(session, verb, half, options, outcome);
}

/** Asked before the rows are tried one by one: somebody may have deleted or converted the list meanwhile. */
async function isListToBlame(session: Session, listId: string, refusal: HttpResponse): Promise<boolean> {
  const { answer } = await session.read(await session.requests.listById(listId), () => true);
  if (answer === undefined) return false;
  const list = isSuccess(answer) ? readBody(answer, listAnswer)?.list : undefined;
  if (answer.status === 404 || refusal.status === 404) session.halt(listGone(listId));
  else if (list !== undefined && list.processingType !== "MANUAL")
    session.halt(listNotManual(`list ${listId}`, list.processingType));
  return session.stop !== null;
}

function isMembershipUpdate(answer: HttpResponse): boolean {
  return readBody(answer, membershipUpdate) !== undefined;
}
