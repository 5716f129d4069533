/**
 * Looks contacts up one by one: Mailchimp has no request that reads several by their address. So this is for the few of a batch
 * of whom its answer did not say what became of them.
 */
import type { HttpResponse } from "../../platform/http.ts";
import { isSuccess, readBody } from "../kit/read-answer.ts";
import { memberAnswer, problemAnswer } from "./answers.ts";
import type { Session } from "./session.ts";

export type LookUp =
  | {
      readonly kind: "found";
      readonly status: string;
      readonly mergeFields: Readonly<Record<string, unknown>>;
      readonly segmentIds: ReadonlySet<string>;
    }
  | { readonly kind: "absent" }
  /** Nothing was learned. */
  | { readonly kind: "unknown"; readonly reason: string };

/** One request per distinct id, as many at once as there are connections. */
export async function lookUp(session: Session, memberIds: Iterable<string>): Promise<ReadonlyMap<string, LookUp>> {
  const ids = [...new Set(memberIds)];
  const found = await Promise.all(ids.map(async (id) => [id, await readOne(session, id)] as const));
  return new Map(found);
}

async function readOne(session: Session, memberId: string): Promise<LookUp> {
  const { answer, reason } = await session.read(session.requests.member(memberId), isMember);
  if (answer === undefined) return { kind: "unknown", reason };
  const member = isSuccess(answer) ? readBody(answer, memberAnswer) : undefined;
  if (member !== undefined)
    return {
      kind: "found",
      status: member.status,
      mergeFields: member.merge_fields ?? {},
      segmentIds: new Set(member.tags.map(({ id }) => String(id))),
    };
  // A 404 without a problem in it is no word of the API about this contact.
  if (answer.status === 404 && readBody(answer, problemAnswer) !== undefined) return { kind: "absent" };
  return { kind: "unknown", reason: "lookup_refused" };
}

function isMember(answer: HttpResponse): boolean {
  return readBody(answer, memberAnswer) !== undefined;
}
