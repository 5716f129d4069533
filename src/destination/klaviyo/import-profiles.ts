/**
 * Writes profiles by import jobs: taken in at once, carried out later, waited for here (bulk import guide, read
 * 2026-11-22). A request that is not right in one profile is refused whole, with a pointer at each.
 */
import { REASON } from "../../domain/receipt.ts";
import type { HttpResponse } from "../../platform/http.ts";
import { isSuccess, readBody } from "../kit/read-answer.ts";
import { splitRows } from "../kit/split-rows.ts";
import type { VendorError } from "./answers.ts";
import { jobAnswer, vendorErrors } from "./answers.ts";
import { causeOf } from "./cause.ts";
import { collectJob } from "./collect-job.ts";
import { JOB_BYTES_MAX, PROFILES_PER_JOB } from "./options.ts";
import type { Session } from "./session.ts";
import type { Target } from "./target.ts";
import { waitForJob } from "./wait-for-job.ts";

/** Requests spent on finding the rows that a refusal does not point at; what is left then goes without. */
const DIVISIONS_MAX = 60;

/** Every row has its receipt afterwards. Distinct identities only. */
export async function importProfiles(session: Session, targets: readonly Target[]): Promise<void> {
  const limit = { maxRows: PROFILES_PER_JOB, maxBytes: JOB_BYTES_MAX };
  const budget = { left: DIVISIONS_MAX };
  for (const part of splitRows(targets, limit, ({ json }) => Buffer.byteLength(json) + 1))
    await importPart(session, part, budget);
}

async function importPart(session: Session, targets: readonly Target[], budget: { left: number }): Promise<void> {
  if (targets.length === 0) return;
  const rows = targets.map(({ row }) => row);
  const answer = await session.write(
    rows,
    session.requests.importProfiles(targets.map(({ json }) => json)),
    (one) => readBody(one, jobAnswer) !== undefined,
  );
  if (answer === undefined) return;
  if (!isSuccess(answer)) return await divide(session, targets, answer, budget);
  const jobId = readBody(answer, jobAnswer)?.data.id ?? "";
  session.book.ticket(rows, jobId);
  const ended = await waitForJob(session, jobId);
  if (ended === "complete") await collectJob(session, jobId, targets);
  // Whatever it does from now on is what these rows ask for: the next plan says them again.
  for (const row of rows) session.book.unsettle(row, ended === "complete" ? REASON.noReceipt : ended);
}

/** The rows it points at are refused and the rest sent again; without pointers, halves until one stands alone. */
async function divide(
  session: Session,
  targets: readonly Target[],
  answer: HttpResponse,
  budget: { left: number },
): Promise<void> {
  const errors = readBody(answer, vendorErrors)?.errors ?? [];
  const pointed = new Map<number, VendorError>();
  for (const error of errors) {
    const at = pointedAt(error);
    if (at !== undefined && at < targets.length && !pointed.has(at)) pointed.set(at, error);
  }
  if (targets.length === 1) pointed.set(0, errors[0] ?? {});
  for (const [at, error] of pointed) {
    const row = targets[at]?.row;
    if (row !== undefined) session.refuse(row, causeOf(error, answer.status));
  }
  const rest = targets.filter((_, at) => !pointed.has(at));
  const cause = causeOf(errors[0], answer.status);
  budget.left -= 1;
  if (budget.left < 0) for (const { row } of rest) session.book.withhold(row, cause.reason);
  else if (pointed.size > 0) await importPart(session, rest, budget);
  else {
    const middle = Math.ceil(targets.length / 2);
    await importPart(session, targets.slice(0, middle), budget);
    await importPart(session, targets.slice(middle), budget);
  }
}

/** `/data/attributes/profiles/data/3/attributes/email`: the place in our own request. */
function pointedAt({ source }: VendorError): number | undefined {
  const at = /^\/data\/attributes\/profiles\/data\/(?<at>\d+)(?:\/|$)/u.exec(source?.pointer ?? "")?.groups?.["at"];
  return at === undefined ? undefined : Number(at);
}
