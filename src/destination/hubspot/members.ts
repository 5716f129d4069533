/** Who is on a list: enters and leaves by record id. */
import type { Change } from "../../domain/change.ts";
import { ConfigError } from "../../domain/errors.ts";
import { REASON } from "../../domain/receipt.ts";
import type { HttpResponse } from "../../platform/http.ts";
import { isSuccess, membershipUpdate, readBody, vendorError } from "./answers.ts";
import { causeOf } from "./cause.ts";
import { lookUp } from "./contact-reads.ts";
import { resolveLeaves } from "./resolve-leaves.ts";
import type { Leaving } from "./resolve-leaves.ts";
import type { Failure, Session } from "./session.ts";

export interface MembersOptions {
  readonly listId: string;
  readonly perCall: number;
}

/** "Already a member" is an acceptance: HubSpot then names the record in neither array. */
export async function enterList(session: Session, rows: readonly Change[], options: MembersOptions): Promise<void> {
  const claimed = new Set<string>();
  const known = rows.flatMap((row) => (row.recordId === null ? [] : [{ row, recordId: row.recordId }]));
  const unknown = rows.filter((row) => row.recordId === null);
  const entering = [
    ...claim(session, known, claimed),
    ...claim(session, await findMembers(session, unknown, null, REASON.notFound), claimed),
  ];
  const missing = await changeMembers(session, "add", entering, options);
  const again = await findMembers(
    session,
    missing.map(({ row }) => row),
    missing,
    REASON.deletedAtDestination,
  );
  for (const { row } of await changeMembers(session, "add", claim(session, again, claimed), options))
    session.book.refuse(row, REASON.deletedAtDestination);
}

/** "Not a member" and "no such contact" are acceptances. */
export async function leaveList(session: Session, rows: readonly Change[], options: MembersOptions): Promise<void> {
  const leaving = await resolveLeaves(session, rows);
  for (const { row } of await changeMembers(session, "remove", leaving, options)) session.book.accept(row, null);
}

/** @param missing where the record was looked for before; the same record again is not tried again. */
async function findMembers(
  session: Session,
  rows: readonly Change[],
  missing: readonly Leaving[] | null,
  absentReason: string,
): Promise<readonly Leaving[]> {
  const found = await lookUp(
    session,
    "member",
    rows.map((row) => row.identity),
  );
  const tried = new Map(missing?.map(({ row, recordId }) => [row, recordId]));
  const failures: Failure[] = [];
  const located = rows.flatMap((row) => {
    const one = found.get(row.identity);
    if (one?.kind === "found" && one.recordId !== tried.get(row)) return [{ row, recordId: one.recordId }];
    if (one?.kind === "found" || one?.kind === "absent") session.book.refuse(row, absentReason);
    else if (one?.kind === "refused") failures.push({ row, cause: one.cause, isWholeBatch: true });
    else session.book.withhold(row, one?.reason ?? REASON.noReceipt);
    return [];
  });
  session.settle(failures, rows.length);
  return located;
}

/** Two members who are one record are never both entered: leaving one would take the other along. */
function claim(session: Session, entering: readonly Leaving[], claimed: Set<string>): readonly Leaving[] {
  return entering.filter(({ row, recordId }) => {
    if (claimed.has(recordId)) {
      session.book.refuse(row, REASON.sharedAddress);
      return false;
    }
    claimed.add(recordId);
    return true;
  });
}

/** The rows whose records HubSpot does not know; all others have their receipts. */
async function changeMembers(
  session: Session,
  verb: "add" | "remove",
  rows: readonly Leaving[],
  options: MembersOptions,
): Promise<readonly Leaving[]> {
  const missing: Leaving[] = [];
  const failures: Failure[] = [];
  for (let at = 0; at < rows.length; at += options.perCall)
    await changePart(session, verb, rows.slice(at, at + options.perCall), options, missing, failures);
  session.settle(failures, rows.length);
  return missing;
}

async function changePart(
  session: Session,
  verb: "add" | "remove",
  rows: readonly Leaving[],
  options: MembersOptions,
  missing: Leaving[],
  failures: Failure[],
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
  if (isSuccess(answer)) {
    const unknown = new Set(readBody(answer, membershipUpdate)?.missing);
    for (const leaving of rows)
      if (unknown.has(leaving.recordId)) missing.push(leaving);
      else session.book.accept(leaving.row, leaving.recordId);
    return;
  }
  if (answer.status === 404) return session.halt(listGone(options.listId));
  const [only, second] = rows;
  if (only !== undefined && second === undefined)
    failures.push({
      row: only.row,
      cause: causeOf(readBody(answer, vendorError) ?? {}, answer.status),
      isWholeBatch: true,
    });
  else {
    const middle = Math.ceil(rows.length / 2);
    for (const half of [rows.slice(0, middle), rows.slice(middle)])
      await changePart(session, verb, half, options, missing, failures);
  }
  return undefined;
}

function isMembershipUpdate(answer: HttpResponse): boolean {
  return readBody(answer, membershipUpdate) !== undefined;
}

function listGone(listId: string): ConfigError {
  return new ConfigError("list_gone", `List ${listId} is gone from HubSpot.`, {
    remedy: "Restore the list in HubSpot (within 90 days), or release the place and run again to make a new one.",
  });
}
