/** The requests of one batch: what each may have done to its rows, and what stops all further ones. */
import type { Change } from "../../domain/change.ts";
import type { TierlineError } from "../../domain/errors.ts";
import type { HttpRequest, HttpResponse } from "../../platform/http.ts";
import type { Attempted } from "./attempts.ts";
import type { ReceiptBook } from "./receipt-book.ts";
import { NOT_SENT } from "./receipt-book.ts";

/** A success that it denies counts as a lost answer. */
export type IsReadable = (answer: HttpResponse) => boolean;

export interface ReadAnswer {
  /** Undefined: no answer stands; `reason` says why. */
  readonly answer: HttpResponse | undefined;
  readonly reason: string;
}

/** `Request`: what an adapter needs to know besides, as the endpoint whose limits hold. */
export interface BatchCalls<Request extends HttpRequest = HttpRequest> {
  readonly stop: TierlineError | null;
  /**
   * Sends a request that writes these rows. Undefined: no answer stands, and the rows have their receipts.
   * What the request may have done without an answer is remembered for them.
   */
  write(rows: readonly Change[], request: Request, isReadable: IsReadable): Promise<HttpResponse | undefined>;
  /** Sends a request that only reads. */
  read(request: Request, isReadable: IsReadable): Promise<ReadAnswer>;
  /** Stops the run; rows without a receipt stay as they were. */
  halt(error: TierlineError): void;
}

export interface BatchCallsOptions<Request extends HttpRequest> {
  readonly book: ReceiptBook;
  /** Never rejects. */
  readonly call: (request: Request, isReadable: IsReadable) => Promise<Attempted>;
}

export function createBatchCalls<Request extends HttpRequest>({
  book,
  call,
}: BatchCallsOptions<Request>): BatchCalls<Request> {
  let stop: TierlineError | null = null;
  let isHalted = false;

  const send = async (request: Request, isReadable: IsReadable): Promise<Attempted> => {
    if (stop !== null || isHalted) return { answer: null, reason: NOT_SENT, isAmbiguous: false, stop: null };
    const attempted = await call(request, isReadable);
    stop ??= attempted.stop;
    // The lease or the operator said no more.
    if (attempted.reason === NOT_SENT) isHalted = true;
    return attempted;
  };

  return {
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
    halt: (error) => {
      stop ??= error;
    },
  };
}
