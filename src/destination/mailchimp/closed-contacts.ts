/**
 * The contacts to whom nothing is written: archived by somebody, or cleaned by Mailchimp after bounces.
 *
 * A batch would write to them without a word, so they are known beforehand. Who they are is read once in pages, then only what
 * changed since; where there are many more of them than rows, the rows are asked for one by one instead. Each is read on its
 * own before it is refused, so nobody is refused for what is no longer so.
 */
import type { Change } from "../../domain/change.ts";
import type { HttpResponse } from "../../platform/http.ts";
import { isSuccess, readBody } from "../kit/read-answer.ts";
import { membersPage } from "./answers.ts";
import { CONTACT_REASON } from "./cause.ts";
import { memberIdOf } from "./member-id.ts";
import { lookUp } from "./member-reads.ts";
import { ITEMS_PER_PAGE } from "./options.ts";
import type { Session } from "./session.ts";

export interface ClosedContacts {
  /** The rows that may be written; the others have their receipts. */
  refuse(session: Session, rows: readonly Change[]): Promise<readonly Change[]>;
}

const STATUSES = ["archived", "cleaned"] as const;
/** Changes are asked for from so long before the last answer on, by Mailchimp's own clock. */
const OVERLAP_MS = 5 * 60_000;
/** Pages that are read in any case. */
const PAGES_FREE = 20;

interface Known {
  readonly ids: Set<string>;
  /** Mailchimp's clock at the beginning of the last reading. */
  atMs: number;
}

interface Reading {
  readonly ids: readonly string[];
  readonly atMs: number | null;
}

export function createClosedContacts(): ClosedContacts {
  let known: Known | undefined;
  /** Ends after the last reading that was begun. */
  let last: Promise<unknown> = Promise.resolve();
  /** A reading that waits for its turn: whoever comes meanwhile shares it, as it begins after them. */
  let waiting: Promise<Known | string | undefined> | undefined;

  /** Undefined: too many to be read for so few rows. A text: why nothing was learned. */
  const refresh = async (session: Session, rowCount: number): Promise<Known | string | undefined> => {
    const since = known === undefined ? null : new Date(known.atMs - OVERLAP_MS).toISOString();
    const pagesMax = since === null ? Math.max(PAGES_FREE, rowCount) : Number.POSITIVE_INFINITY;
    const answers = await Promise.all(STATUSES.map((status) => readStatus(session, status, since, pagesMax)));
    const readings: Reading[] = [];
    for (const reading of answers) {
      if (reading === undefined || typeof reading === "string") return reading;
      readings.push(reading);
    }
    const next = known ?? { ids: new Set(), atMs: 0 };
    for (const { ids } of readings) for (const id of ids) next.ids.add(id);
    const atMs = Math.min(...readings.map((reading) => reading.atMs ?? Number.NaN));
    // Without a date in an answer the next reading asks for everything again.
    if (Number.isNaN(atMs)) return next;
    next.atMs = atMs;
    known = next;
    return next;
  };

  /** One reading at a time, begun after the call: what it says was so when the batch was there already. */
  const refreshAfterNow = async (session: Session, rowCount: number): Promise<Known | string | undefined> => {
    waiting ??= last.then(async () => {
      waiting = undefined;
      return await refresh(session, rowCount);
    });
    last = waiting.catch(() => undefined);
    return await waiting;
  };

  const doubtful = async (session: Session, rows: readonly Change[]): Promise<readonly Change[] | string> => {
    const answer = await refreshAfterNow(session, rows.length);
    if (typeof answer === "string") return answer;
    return answer === undefined ? rows : rows.filter(({ identity }) => answer.ids.has(memberIdOf(identity)));
  };

  const refuse = async (session: Session, rows: readonly Change[]): Promise<readonly Change[]> => {
    const asked = await doubtful(session, rows);
    if (typeof asked === "string") {
      for (const row of rows) session.book.withhold(row, asked);
      return [];
    }
    const found = await lookUp(
      session,
      asked.map(({ identity }) => memberIdOf(identity)),
    );
    for (const row of asked) {
      const one = found.get(memberIdOf(row.identity));
      if (one?.kind === "unknown") session.book.withhold(row, one.reason);
      else if (one?.kind === "found" && (one.status === "archived" || one.status === "cleaned"))
        session.book.refuse(row, CONTACT_REASON[one.status]);
    }
    return rows.filter((row) => !session.book.has(row));
  };
  return { refuse };
}

async function readStatus(
  session: Session,
  status: (typeof STATUSES)[number],
  since: string | null,
  pagesMax: number,
): Promise<Reading | string | undefined> {
  const ids: string[] = [];
  let atMs: number | null = null;
  for (let total = Number.POSITIVE_INFINITY, offset = 0; offset < total; offset += ITEMS_PER_PAGE) {
    const { answer, reason } = await session.read(session.requests.membersOfStatus(status, offset, since), isPage);
    if (answer === undefined) return reason;
    const page = isSuccess(answer) ? readBody(answer, membersPage) : undefined;
    if (page === undefined) return "lookup_refused";
    if (offset === 0) atMs = dateOf(answer);
    total = page.total_items;
    if (total > pagesMax * ITEMS_PER_PAGE) return undefined;
    ids.push(...page.members.map(({ id }) => id));
  }
  return { ids, atMs };
}

function dateOf({ headers }: HttpResponse): number | null {
  const atMs = Date.parse(headers["date"] ?? "");
  return Number.isNaN(atMs) ? null : atMs;
}

function isPage(answer: HttpResponse): boolean {
  return readBody(answer, membersPage) !== undefined;
}
