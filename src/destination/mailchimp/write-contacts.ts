/**
 * Enters and updates at the contact place. A contact is written under its address; only one that nobody acknowledged before may
 * be made by it, so that somebody who was deleted is not made again.
 */
import type { Change } from "../../domain/change.ts";
import { ConfigError } from "../../domain/errors.ts";
import { REASON } from "../../domain/receipt.ts";
import type { Cause } from "./cause.ts";
import { CONTACT_REASON } from "./cause.ts";
import type { ClosedContacts } from "./closed-contacts.ts";
import { memberIdOf } from "./member-id.ts";
import { lookUp } from "./member-reads.ts";
import type { LookUp } from "./member-reads.ts";
import type { Acknowledged, Refused, Silent, Target } from "./member-writes.ts";
import { writeMemberBatches } from "./member-writes.ts";
import { holdsValues, mergeValuesOf } from "./merge-values.ts";
import type { Failure, Session } from "./session.ts";

export interface WriteContactsOptions {
  readonly createContacts: boolean;
  readonly audience: string;
  readonly closed: ClosedContacts;
}

export async function writeContacts(
  session: Session,
  changes: readonly Change[],
  options: WriteContactsOptions,
): Promise<void> {
  const rows = await options.closed.refuse(session, changes);
  const targets = rows.map((row) => targetOf(session, row, options.createContacts));
  const written = await writeMemberBatches(session, targets, options.audience);
  const doubtful: (Refused | Silent)[] = [];
  const failures: Failure[] = [];
  for (const one of written)
    if (one.kind === "acknowledged") acknowledge(session, one);
    else if (one.kind === "silent" || one.cause.reason === "mailchimp_refused") doubtful.push(one);
    else failures.push({ row: one.target.row, cause: forRow(one.target, one.cause) });
  failures.push(...(await settleDoubtful(session, doubtful)));
  session.settle(failures, targets.length);
}

function targetOf(session: Session, row: Change, createContacts: boolean): Target {
  const merge = mergeValuesOf(session.properties, row.properties);
  const isNew = createContacts && row.recordId === null;
  const input = { email_address: row.identity, merge_fields: merge };
  return { row, input: isNew ? { ...input, status_if_new: "transactional" } : input };
}

function acknowledge(session: Session, { target, member, isNew }: Acknowledged): void {
  const { row, input } = target;
  const sent = Object.entries(input.merge_fields);
  const there = member.merge_fields;
  const lost = sent.find(([tag]) => there?.[tag] === undefined)?.[0];
  // Mailchimp ignores a field that it does not know.
  if (there !== undefined && lost !== undefined) {
    session.book.unsettle(row, "mailchimp_field_gone");
    session.halt(fieldGone(lost));
  } else if (member.status === "archived" || member.status === "cleaned")
    // Somebody closed the contact between our reading and this write: the next plan refuses it.
    session.book.unsettle(row, CONTACT_REASON[member.status]);
  else if (sent.some(([tag, value]) => value !== "" && there?.[tag] === ""))
    session.book.unsettle(row, "mailchimp_value_dropped");
  else session.book.accept(row, member.id, firstWrite(session, row, isNew));
}

/** What a first write did. When an earlier request of this row got no answer, the contact may be of that request's making. */
function firstWrite(session: Session, row: Change, isNew: boolean): string | undefined {
  if (isNew) return REASON.created;
  return row.recordId === null && !session.book.isAmbiguous(row) ? REASON.linked : undefined;
}

/** Rows in neither list of the answer, or refused in words we do not know: what Mailchimp holds of them decides. */
async function settleDoubtful(session: Session, doubtful: readonly (Refused | Silent)[]): Promise<readonly Failure[]> {
  const found = await lookUp(
    session,
    doubtful.map(({ target }) => memberIdOf(target.row.identity)),
  );
  return doubtful.flatMap((one): readonly Failure[] => {
    const { row } = one.target;
    const there = found.get(memberIdOf(row.identity));
    const cause = one.kind === "refused" ? one.cause : null;
    if (there?.kind === "found") return settleFound(session, one.target, there, cause);
    if (there?.kind !== "absent") {
      if (cause !== null) return [{ row, cause }];
      session.book.unsettle(row, REASON.noReceipt);
    } else if (row.recordId !== null) session.book.refuse(row, REASON.deletedAtDestination);
    else if (one.target.input.status_if_new === undefined) session.book.refuse(row, REASON.notFound);
    else if (cause === null) session.book.unsettle(row, REASON.noReceipt);
    else return [{ row, cause }];
    return [];
  });
}

function settleFound(
  session: Session,
  { row, input }: Target,
  there: LookUp & { readonly kind: "found" },
  cause: Cause | null,
): readonly Failure[] {
  if (cause !== null) return [{ row, cause }];
  const isClosed = there.status === "unsubscribed" || there.status === "cleaned" || there.status === "archived";
  if (holdsValues(input.merge_fields, there.mergeFields)) session.book.accept(row, memberIdOf(row.identity));
  // "The batch endpoint may silently ignore" them (strangerstudios/pmpro-mailchimp, pull request 152).
  else if (isClosed) session.book.refuse(row, CONTACT_REASON.compliance);
  else session.book.unsettle(row, REASON.noReceipt);
  return [];
}

/** Whom we acknowledged once and Mailchimp deleted for good is said in the words of every destination. */
function forRow({ row }: Target, cause: Cause): Cause {
  const isDeleted = cause.reason === CONTACT_REASON.forgotten && row.recordId !== null;
  return isDeleted ? { ...cause, reason: REASON.deletedAtDestination } : cause;
}

function fieldGone(tag: string): ConfigError {
  return new ConfigError("merge_field_gone", `Merge field ${tag} is gone from the Mailchimp audience.`, {
    remedy: "Run again: the next plan creates it anew. Leave it in place while the sync fills it.",
  });
}
