/** The two batch writes of contacts, each with what became of every row. */
import type { Change } from "../../domain/change.ts";
import { REASON } from "../../domain/receipt.ts";
import type { HttpRequest, HttpResponse } from "../../platform/http.ts";
import { splitRows } from "../kit/split-rows.ts";
import { isSuccess, readBody } from "../kit/read-answer.ts";
import { contactBatch, vendorError } from "./answers.ts";
import type { ContactBatch, ContactRecord, VendorError } from "./answers.ts";
import { causeOf } from "./cause.ts";
import { isContactBatch, missingOf, textOf } from "./contact-reads.ts";
import { BODY_BYTES_MAX, CONTACTS_PER_CALL, MEMBER_ID_PROPERTY } from "./options.ts";
import type { ContactInput } from "./requests.ts";
import type { Failure, Session } from "./session.ts";

/** A row with what is to be written and where: `id` is a record id for an update, a member id for an upsert. */
export interface Target {
  readonly row: Change;
  readonly id: string;
  readonly properties: Readonly<Record<string, string>>;
  /** The first write to a contact that was found. */
  readonly isLinked?: boolean;
}

export type WriteKind = "update" | "upsert";

/** Rows that the destination did not acknowledge; all others have their receipts. */
export interface Unconfirmed {
  readonly target: Target;
  /** Where it was to be written; null: as a new contact. */
  readonly recordId: string | null;
  /** True: HubSpot named the record as not found. False: it stands in neither results nor errors. */
  readonly isMissing: boolean;
}

/** Distinct ids only. */
export async function writeContactBatches(
  session: Session,
  kind: WriteKind,
  targets: readonly Target[],
): Promise<readonly Unconfirmed[]> {
  const outcome: Gathered = { unconfirmed: [], failures: [] };
  const limit = { maxRows: CONTACTS_PER_CALL, maxBytes: BODY_BYTES_MAX };
  for (const part of splitRows(targets, limit, (target) => Buffer.byteLength(JSON.stringify(inputOf(kind, target)))))
    await writeBatch(session, kind, part, outcome);
  session.settle(outcome.failures, targets.length);
  return outcome.unconfirmed;
}

interface Gathered {
  readonly unconfirmed: Unconfirmed[];
  readonly failures: Failure[];
}

async function writeBatch(
  session: Session,
  kind: WriteKind,
  targets: readonly Target[],
  outcome: Gathered,
): Promise<void> {
  const request = await requestOf(
    session,
    kind,
    targets.map((target) => inputOf(kind, target)),
  );
  const answer = await session.write(
    targets.map((target) => target.row),
    request,
    isContactBatch,
  );
  if (answer === undefined) return;
  if (isSuccess(answer)) readRows(session, kind, targets, readBody(answer, contactBatch), outcome);
  else await divide(session, kind, targets, answer, outcome);
}

/** A whole batch was refused: the rows it points at, or halves until the rows to blame stand alone. */
async function divide(
  session: Session,
  kind: WriteKind,
  targets: readonly Target[],
  answer: HttpResponse,
  outcome: Gathered,
): Promise<void> {
  const error = readBody(answer, vendorError) ?? {};
  const cause = causeOf(error, answer.status);
  const [only, second] = targets;
  if (cause.scope === "run") return session.stopWith(cause);
  if (only !== undefined && second === undefined) {
    if (missingOf([error]).includes(only.id)) outcome.unconfirmed.push(unconfirmed(kind, only, true));
    else outcome.failures.push({ row: only.row, cause, isWholeBatch: true });
    return undefined;
  }
  const pointed = targets.filter((target) => isPointedAt(target, error));
  const middle = Math.ceil(targets.length / 2);
  const parts =
    pointed.length > 0 && pointed.length < targets.length
      ? [targets.filter((target) => !pointed.includes(target)), pointed]
      : [targets.slice(0, middle), targets.slice(middle)];
  for (const part of parts) await writeBatch(session, kind, part, outcome);
  return undefined;
}

function readRows(
  session: Session,
  kind: WriteKind,
  targets: readonly Target[],
  batch: ContactBatch | undefined,
  outcome: Gathered,
): void {
  const records = new Map((batch?.results ?? []).map((record) => [keyOf(kind, record), record]));
  const errors = batch?.errors ?? [];
  for (const target of targets) {
    const record = records.get(target.id) ?? (kind === "upsert" ? records.get(traceOf(target)) : undefined);
    const error = errors.find((candidate) => isPointedAt(target, candidate));
    if (error === undefined) {
      if (record === undefined) outcome.unconfirmed.push(unconfirmed(kind, target, false));
      else session.book.accept(target.row, record.id, firstWrite(session, kind, target, record));
    } else if (isPassing(error)) session.book.unsettle(target.row, "hubspot_internal_error");
    else if (error.category === "OBJECT_NOT_FOUND") outcome.unconfirmed.push(unconfirmed(kind, target, true));
    else outcome.failures.push({ row: target.row, cause: causeOf(error, 400), isWholeBatch: false });
  }
}

/**
 * What a first write did; undefined for any other. When an earlier request of this row got no answer, a contact that is
 * not new may be of that request's making.
 */
function firstWrite(session: Session, kind: WriteKind, target: Target, record: ContactRecord): string | undefined {
  if (kind === "update") return target.isLinked === true ? REASON.linked : undefined;
  if (record.new === true) return REASON.created;
  return record.new === false && !session.book.isAmbiguous(target.row) ? REASON.linked : undefined;
}

/** A row that HubSpot stumbled over was perhaps written. The categories are from memory. */
function isPassing(error: VendorError): boolean {
  return /INTERNAL|TIMEOUT|UNAVAILABLE|RATE_LIMIT/u.test(error.category ?? "");
}

/**
 * Results come in any order. An update is acknowledged under the very record id that was written: another id means that
 * the record was merged and may be another member's now. An upsert's by the member id, else by the trace.
 */
function keyOf(kind: WriteKind, record: ContactRecord): string {
  if (kind === "update") return record.id;
  return textOf(record, MEMBER_ID_PROPERTY) ?? record.objectWriteTraceId ?? "";
}

/** By the trace id, else by the ids it names. */
function isPointedAt(target: Target, error: VendorError): boolean {
  const traces = error.context?.["objectWriteTraceId"];
  const ids = error.context?.["ids"];
  if (Array.isArray(traces)) return traces.includes(traceOf(target));
  return Array.isArray(ids) && ids.some((id) => String(id) === target.id);
}

function unconfirmed(kind: WriteKind, target: Target, isMissing: boolean): Unconfirmed {
  return { target, recordId: kind === "update" ? target.id : null, isMissing };
}

function inputOf(kind: WriteKind, target: Target): ContactInput {
  return {
    id: target.id,
    ...(kind === "upsert" ? { idProperty: MEMBER_ID_PROPERTY } : {}),
    objectWriteTraceId: traceOf(target),
    properties: target.properties,
  };
}

/** The row's number in the plan; it says nothing about the member. */
function traceOf(target: Target): string {
  return `row-${target.row.ordinal}`;
}

async function requestOf(session: Session, kind: WriteKind, inputs: readonly ContactInput[]): Promise<HttpRequest> {
  return kind === "update"
    ? await session.requests.updateContacts(inputs)
    : await session.requests.upsertContacts(inputs);
}
