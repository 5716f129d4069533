/** One batch under way: its receipts, its requests, and what stops it. */
import type { Change } from "../../domain/change.ts";
import type { TierlineError } from "../../domain/errors.ts";
import type { HttpRequest, HttpResponse } from "../../platform/http.ts";
import type { SubmitIo } from "../destination.ts";
import type { Attempted } from "../kit/attempts.ts";
import { NOT_SENT } from "../kit/receipt-book.ts";
import type { ReceiptBook } from "../kit/receipt-book.ts";
import { redact } from "../kit/redact.ts";
import type { HubSpotApi } from "./api.ts";
import { setupError } from "./cause.ts";
import type { ClaimScope } from "./claims.ts";
import type { ConfirmedRecords } from "./confirmed-records.ts";
import type { Cause } from "./cause.ts";
import type { DescribedProperty } from "../destination-type.ts";
import type { HubSpotRequests } from "./requests.ts";

export interface SessionOptions {
  readonly api: HubSpotApi;
  readonly requests: HubSpotRequests;
  readonly book: ReceiptBook;
  readonly changes: readonly Change[];
  readonly io: SubmitIo;
  readonly token: string;
  readonly claims: ClaimScope;
  readonly confirmed: ConfirmedRecords;
  readonly properties: readonly DescribedProperty[];
}

/** A refusal that is not yet a receipt: rows refused for one cause may stop the run instead. */
export interface Failure {
  readonly row: Change;
  readonly cause: Cause;
  /** The whole request was refused, not this row by name. */
  readonly isWholeBatch: boolean;
}

export interface Session {
  readonly requests: HubSpotRequests;
  readonly book: ReceiptBook;
  readonly claims: ClaimScope;
  readonly confirmed: ConfirmedRecords;
  readonly properties: readonly DescribedProperty[];
  readonly stop: TierlineError | null;
  /**
   * Sends a request that writes these rows. Undefined: no answer stands, and the rows have their receipts.
   * What the request may have done without an answer is remembered for them.
   */
  write(
    rows: readonly Change[],
    request: HttpRequest,
    isReadable: (answer: HttpResponse) => boolean,
  ): Promise<HttpResponse | undefined>;
  /** Sends a request that only reads. Undefined: no answer stands; `reason` says why. */
  read(
    request: HttpRequest,
    isReadable: (answer: HttpResponse) => boolean,
  ): Promise<{ readonly answer: HttpResponse | undefined; readonly reason: string }>;
  /** Of these members, those who stay at the batch's place. */
  staying(identities: readonly string[]): Promise<ReadonlySet<string>>;
  /** Of these records, those that are never taken off the batch's place. */
  kept(recordIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Of these addresses, those about whose bearer nothing may be sent. */
  suppressed(addresses: readonly string[]): Promise<ReadonlySet<string>>;
  refuse(row: Change, cause: Cause): void;
  /** Receipts for the refusals of one kind of write, or a stop when one cause met all its rows. */
  settle(failures: readonly Failure[], rowCount: number): void;
  stopWith(cause: Cause): void;
  /** Stops the run; rows without a receipt stay as they were. */
  halt(error: TierlineError): void;
}

export function createSession(options: SessionOptions): Session {
  const { api, book, io } = options;
  const personal = personalTexts(options);
  let stop: TierlineError | null = null;
  let isHalted = false;

  const send = async (request: HttpRequest, isReadable: (answer: HttpResponse) => boolean): Promise<Attempted> => {
    if (stop !== null || isHalted) return { answer: null, reason: NOT_SENT, isAmbiguous: false, stop: null };
    const attempted = await api.call(request, io, isReadable);
    stop ??= attempted.stop;
    // The lease or the operator said no more.
    if (attempted.reason === NOT_SENT) isHalted = true;
    return attempted;
  };
  const words = (cause: Cause): string => redact(cause.message, { secrets: [options.token], personal });

  const session: Session = {
    requests: options.requests,
    book,
    claims: options.claims,
    confirmed: options.confirmed,
    properties: options.properties,
    get stop() {
      return stop;
    },
    write: async (rows, request, isReadable) => {
      const attempted = await send(request, isReadable);
      if (attempted.isAmbiguous) book.markAmbiguous(rows);
      if (attempted.answer !== null) return attempted.answer;
      for (const row of rows) book.withhold(row, attempted.reason ?? "no_answer");
      return undefined;
    },
    read: async (request, isReadable) => {
      const attempted = await send(request, isReadable);
      return { answer: attempted.answer ?? undefined, reason: attempted.reason ?? "no_answer" };
    },
    staying: async (identities) => await io.staying(identities),
    kept: async (recordIds) => await io.kept(recordIds),
    suppressed: async (addresses) => await io.suppressed(addresses),
    refuse: (row, cause) => book.refuse(row, cause.reason, words(cause)),
    settle: (failures, rowCount) => {
      const cause = sharedCause(failures, rowCount);
      if (cause !== undefined) session.stopWith(cause);
      else for (const failure of failures) session.refuse(failure.row, failure.cause);
    },
    stopWith: (cause) => session.halt(setupError(cause, words(cause))),
    halt: (error) => {
      stop ??= error;
    },
  };
  return session;
}

/**
 * The cause that stops the run: one that no row can be blamed for, or one that met all of several rows. A cause whose
 * property HubSpot did not name counts only when the whole request was refused: refusing rows one by one says that the
 * rows were looked at.
 */
function sharedCause(failures: readonly Failure[], rowCount: number): Cause | undefined {
  const byNature = failures.find(({ cause }) => cause.scope === "run");
  if (byNature !== undefined) return byNature.cause;
  const first = failures[0];
  if (first === undefined || rowCount < 2 || failures.length < rowCount) return undefined;
  const isShared = failures.every(
    ({ cause, isWholeBatch }) =>
      cause.scope === "either" && cause.key === first.cause.key && (isWholeBatch || cause.property !== ""),
  );
  return isShared ? first.cause : undefined;
}

/** What HubSpot's words might repeat of a person: addresses, and texts a sync maps (a tier's name is none). */
function personalTexts(options: SessionOptions): string[] {
  const textNames = options.properties
    .filter((property) => property.type === "string")
    .map((property) => property.name);
  return options.changes.flatMap((change) => [
    ...(change.address === null ? [] : [change.address]),
    ...textNames.flatMap((name) => change.properties[name] ?? []),
  ]);
}
