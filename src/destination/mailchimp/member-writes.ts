/** The one batch write of contacts, with what became of every row as far as its answer says. */
import type { Change } from "../../domain/change.ts";
import type { HttpResponse } from "../../platform/http.ts";
import { splitRows } from "../kit/split-rows.ts";
import { isSuccess, readBody } from "../kit/read-answer.ts";
import { batchAnswer, problemAnswer } from "./answers.ts";
import type { RowError, WrittenMember } from "./answers.ts";
import { audienceGone } from "./audience.ts";
import { causeOfRequest, causeOfRow } from "./cause.ts";
import type { Cause } from "./cause.ts";
import { BODY_BYTES_MAX, ROWS_PER_CALL } from "./options.ts";
import type { MemberInput } from "./requests.ts";
import type { Session } from "./session.ts";

/** A row with what is to be written. */
export interface Target {
  readonly row: Change;
  readonly input: MemberInput;
}

export interface Acknowledged {
  readonly kind: "acknowledged";
  readonly target: Target;
  readonly member: WrittenMember;
  readonly isNew: boolean;
}

export interface Refused {
  readonly kind: "refused";
  readonly target: Target;
  readonly cause: Cause;
}

/** In no list of the answer. */
export interface Silent {
  readonly kind: "silent";
  readonly target: Target;
}

export type Written = Acknowledged | Refused | Silent;

/** Rows whose request got no answer have their receipts, and stand not in the result. */
export async function writeMemberBatches(
  session: Session,
  targets: readonly Target[],
  audience: string,
): Promise<readonly Written[]> {
  const written: Written[] = [];
  const limit = { maxRows: ROWS_PER_CALL, maxBytes: BODY_BYTES_MAX };
  for (const part of splitRows(targets, limit, ({ input }) => Buffer.byteLength(JSON.stringify(input))))
    written.push(...(await writeBatch(session, part, audience)));
  return written;
}

async function writeBatch(session: Session, targets: readonly Target[], audience: string): Promise<readonly Written[]> {
  const request = session.requests.writeMembers(targets.map(({ input }) => input));
  const answer = await session.write(
    targets.map(({ row }) => row),
    request,
    isBatch,
  );
  if (answer === undefined) return [];
  if (isSuccess(answer)) return readRows(targets, answer);
  if (answer.status === 404) {
    session.halt(audienceGone(audience));
    return [];
  }
  // The whole request was refused: halves, until the rows to blame stand alone.
  const [only, second] = targets;
  if (only === undefined) return [];
  if (second === undefined)
    return [{ kind: "refused", target: only, cause: causeOfRequest(readBody(answer, problemAnswer), answer.status) }];
  const middle = Math.ceil(targets.length / 2);
  const first = await writeBatch(session, targets.slice(0, middle), audience);
  return [...first, ...(await writeBatch(session, targets.slice(middle), audience))];
}

/** Matched by address, never by order: an answer may keep the letters of the first import. */
function readRows(targets: readonly Target[], answer: HttpResponse): readonly Written[] {
  const batch = readBody(answer, batchAnswer);
  const created = byAddress(batch?.new_members ?? []);
  const updated = byAddress(batch?.updated_members ?? []);
  const errors = byAddress<RowError>(batch?.errors ?? []);
  return targets.map((target): Written => {
    const key = target.row.identity.toLowerCase();
    const error = errors.get(key);
    if (error !== undefined) return { kind: "refused", target, cause: causeOfRow(error) };
    const fresh = created.get(key);
    const member = fresh ?? updated.get(key);
    if (member === undefined) return { kind: "silent", target };
    return { kind: "acknowledged", target, member, isNew: fresh !== undefined };
  });
}

function byAddress<Item extends { readonly email_address: string }>(items: readonly Item[]): ReadonlyMap<string, Item> {
  return new Map(items.map((item) => [item.email_address.trim().toLowerCase(), item]));
}

function isBatch(answer: HttpResponse): boolean {
  return readBody(answer, batchAnswer) !== undefined;
}
