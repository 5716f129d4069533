/** Adds profiles to a list or takes them off, 1,000 a request; 204 says that all of them are so. */
import type { HttpResponse } from "../../platform/http.ts";
import type { ListWrites } from "../kit/list-members.ts";
import type { Leaving } from "../kit/resolve-leaves.ts";
import { isSuccess, readBody } from "../kit/read-answer.ts";
import type { VendorError } from "./answers.ts";
import { vendorErrors } from "./answers.ts";
import { causeOf } from "./cause.ts";
import { listGone } from "./list-errors.ts";
import { MEMBERS_PER_CALL } from "./options.ts";
import type { Session } from "./session.ts";

type Verb = "add" | "remove";

export function listWrites(session: Session, listId: string): ListWrites {
  return {
    change: async (verb, rows) => {
      const missing: Leaving[] = [];
      for (let at = 0; at < rows.length; at += MEMBERS_PER_CALL)
        missing.push(...(await changePart(session, listId, verb, rows.slice(at, at + MEMBERS_PER_CALL))));
      return missing;
    },
    removeBesides: async (besides) => {
      for (let at = 0; at < besides.length; at += MEMBERS_PER_CALL)
        await removePart(session, listId, besides.slice(at, at + MEMBERS_PER_CALL));
    },
  };
}

/** The rows whose profiles Klaviyo does not know; all others have their receipts. */
async function changePart(
  session: Session,
  listId: string,
  verb: Verb,
  rows: readonly Leaving[],
): Promise<readonly Leaving[]> {
  const [only, second] = rows;
  if (only === undefined) return [];
  const answer = await send(session, listId, verb, rows);
  if (answer === undefined) return [];
  if (isSuccess(answer)) {
    for (const { row, recordId } of rows) session.book.accept(row, recordId);
    return [];
  }
  if (answer.status === 404) {
    session.halt(listGone(listId));
    return [];
  }
  const error = readBody(answer, vendorErrors)?.errors[0];
  const unknown = unknownIds(error);
  const missing = rows.filter(({ recordId }) => unknown.has(recordId));
  if (missing.length > 0) {
    const rest = rows.filter((one) => !missing.includes(one));
    return [...missing, ...(await changePart(session, listId, verb, rest))];
  }
  if (second === undefined) {
    session.refuse(only.row, causeOf(error, answer.status));
    return [];
  }
  const middle = Math.ceil(rows.length / 2);
  const first = await changePart(session, listId, verb, rows.slice(0, middle));
  return [...first, ...(await changePart(session, listId, verb, rows.slice(middle)))];
}

/** Only a row whose further profile could not be taken off has a receipt afterwards. */
async function removePart(session: Session, listId: string, besides: readonly Leaving[]): Promise<void> {
  if (besides.length === 0) return;
  const answer = await send(session, listId, "remove", besides);
  if (answer === undefined || isSuccess(answer)) return;
  const unknown = unknownIds(readBody(answer, vendorErrors)?.errors[0]);
  const rest = besides.filter(({ recordId }) => !unknown.has(recordId));
  if (rest.length < besides.length) await removePart(session, listId, rest);
  else for (const { row } of besides) session.book.withhold(row, "no_receipt");
}

async function send(
  session: Session,
  listId: string,
  verb: Verb,
  rows: readonly Leaving[],
): Promise<HttpResponse | undefined> {
  const ids = [...new Set(rows.map(({ recordId }) => recordId))];
  const { addMembers, removeMembers } = session.requests;
  const request = verb === "add" ? addMembers(listId, ids) : removeMembers(listId, ids);
  return await session.write(
    rows.map(({ row }) => row),
    request,
    ({ status }) => status === 204,
  );
}

/** "Invalid profile IDs: 01G…, 01H…", with no pointer at any of them (seen in third-party code). */
function unknownIds(error: VendorError | undefined): ReadonlySet<string> {
  const listed = /invalid profile ids?:(?<ids>.*)$/isu.exec(error?.detail ?? "")?.groups?.["ids"] ?? "";
  return new Set(listed.match(/[\w-]+/gu) ?? []);
}
