/**
 * What became of each row of a complete job: its import errors by the row's member id, its profiles by theirs. Never by
 * order. A row in neither has no receipt from here.
 */
import type { z } from "zod";
import type { HttpResponse } from "../../platform/http.ts";
import { isSuccess, readBody } from "../kit/read-answer.ts";
import type { ImportErrorAnswer, ProfileAnswer } from "./answers.ts";
import { cursorOf, importErrorPage, profilePage } from "./answers.ts";
import { causeOfImport, isPassing } from "./cause.ts";
import type { KlaviyoRequest, PageOf } from "./requests.ts";
import type { Session } from "./session.ts";
import type { Target } from "./target.ts";

/** The most pages a job can have: 10,000 rows, at least one a page. */
const PAGES_MAX = 10_000;

export async function collectJob(session: Session, jobId: string, targets: readonly Target[]): Promise<void> {
  const byMember = new Map(targets.map((target) => [target.row.identity, target]));
  const byRecord = new Map(targets.flatMap((target) => (target.recordId === null ? [] : [[target.recordId, target]])));
  // Errors first: a row that failed may stand on a profile that another row of the job wrote.
  const errorPages = pages(session, (at) => session.requests.jobErrors(jobId, at), importErrorPage);
  for await (const { data } of errorPages)
    for (const error of data) {
      const target = byMember.get(memberOf(error) ?? "") ?? byRecord.get(error.attributes.original_payload?.id ?? "");
      if (target === undefined) continue;
      if (isPassing(error)) session.book.unsettle(target.row, "klaviyo_internal_error");
      else session.refuse(target.row, causeOfImport(error));
    }
  const profilePages = pages(session, (at) => session.requests.jobProfiles(jobId, at), profilePage);
  for await (const { data } of profilePages)
    for (const profile of data) {
      const target = byMember.get(profile.attributes.external_id ?? "") ?? byRecord.get(profile.id);
      if (target !== undefined) accept(session, target, profile);
    }
}

/** What an earlier request that got no answer made is not called new, or found. */
function accept({ book }: Session, { row, acceptedAs }: Target, profile: ProfileAnswer): void {
  book.accept(row, profile.id, book.isAmbiguous(row) ? undefined : (acceptedAs ?? undefined));
}

function memberOf({ attributes }: ImportErrorAnswer): string | undefined {
  const payload = attributes.original_payload;
  return payload?.attributes?.external_id ?? payload?.external_id ?? undefined;
}

interface Page {
  readonly links?: { readonly next?: string | null | undefined } | null | undefined;
}

/** Ends early when a page is not to be had: its rows stay without a receipt. */
async function* pages<Shape extends z.ZodType<Page>>(
  session: Session,
  request: (at: PageOf) => KlaviyoRequest,
  shape: Shape,
): AsyncGenerator<z.output<Shape>, void, void> {
  let cursor: string | undefined;
  const isReadable = (answer: HttpResponse): boolean => readBody(answer, shape) !== undefined;
  for (let count = 0; count < PAGES_MAX; count += 1) {
    const { answer } = await session.read(request({ cursor }), isReadable);
    const page = answer !== undefined && isSuccess(answer) ? readBody(answer, shape) : undefined;
    if (page === undefined) return;
    yield page;
    const next = cursorOf(page.links?.next);
    if (next === undefined || next === cursor) return;
    cursor = next;
  }
}
