/**
 * Writes single profiles by their id, where an import could reach another one: a profile that lost our id, carries
 * another's, or is known by an address it does not tell (Update Profile, specification).
 */
import { REASON } from "../../domain/receipt.ts";
import { isSuccess, readBody } from "../kit/read-answer.ts";
import { profileAnswer, vendorErrors } from "./answers.ts";
import { causeOf } from "./cause.ts";
import type { Session } from "./session.ts";
import type { Target } from "./target.ts";

/** The targets whose profile is gone; all others have their receipts. One request each. */
export async function updateProfiles(session: Session, targets: readonly Target[]): Promise<readonly Target[]> {
  const gone: Target[] = [];
  for (const target of targets) {
    const { row, recordId, body, acceptedAs } = target;
    if (recordId === null) continue;
    const request = session.requests.updateProfile(recordId, body);
    const answer = await session.write([row], request, (one) => readBody(one, profileAnswer) !== undefined);
    if (answer === undefined) continue;
    if (isSuccess(answer)) session.book.accept(row, recordId, acceptedAs ?? undefined);
    else if (answer.status === 404) gone.push(target);
    else session.refuse(row, causeOf(readBody(answer, vendorErrors)?.errors[0], answer.status));
  }
  return gone;
}

export function refuseGone(session: Session, gone: readonly Target[]): void {
  for (const { row } of gone) session.book.refuse(row, REASON.deletedAtDestination);
}
