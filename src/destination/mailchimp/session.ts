/** One batch under way: its receipts, its requests, and what stops it. */
import type { Change } from "../../domain/change.ts";
import type { SubmitIo } from "../destination.ts";
import type { BatchCalls } from "../kit/batch-calls.ts";
import { createBatchCalls } from "../kit/batch-calls.ts";
import type { ReceiptBook } from "../kit/receipt-book.ts";
import { redact } from "../kit/redact.ts";
import type { MailchimpApi } from "./api.ts";
import type { Cause } from "./cause.ts";
import { setupError } from "./cause.ts";
import { memberIdOf } from "./member-id.ts";
import type { TaggedProperty } from "./merge-values.ts";
import type { MailchimpRequests } from "./requests.ts";

export interface SessionOptions {
  readonly api: MailchimpApi;
  readonly requests: MailchimpRequests;
  readonly book: ReceiptBook;
  readonly changes: readonly Change[];
  readonly io: SubmitIo;
  readonly key: string;
  readonly properties: readonly TaggedProperty[];
}

/** A refusal that is not yet a receipt: rows refused for one cause may stop the run instead. */
export interface Failure {
  readonly row: Change;
  readonly cause: Cause;
}

export interface Session extends BatchCalls, Pick<SubmitIo, "kept"> {
  readonly requests: MailchimpRequests;
  readonly book: ReceiptBook;
  readonly properties: readonly TaggedProperty[];
  /** Receipts for the refusals of one kind of write, or a stop when one cause met all its rows. */
  settle(failures: readonly Failure[], rowCount: number): void;
}

export function createSession(options: SessionOptions): Session {
  const { api, book, io } = options;
  const personal = personalTexts(options);
  const words = (cause: Cause): string => redact(cause.message, { secrets: [options.key], personal });
  const calls = createBatchCalls({
    book,
    call: async (request, isReadable) => await api.call(request, io, isReadable),
  });
  return {
    requests: options.requests,
    book,
    properties: options.properties,
    get stop() {
      return calls.stop;
    },
    write: async (rows, request, isReadable) => await calls.write(rows, request, isReadable),
    read: async (request, isReadable) => await calls.read(request, isReadable),
    halt: (error) => calls.halt(error),
    kept: async (recordIds) => await io.kept(recordIds),
    settle: (failures, rowCount) => {
      const shared = sharedCause(failures, rowCount);
      if (shared !== undefined) return calls.halt(setupError(shared, words(shared)));
      for (const { row, cause } of failures) book.refuse(row, cause.reason, words(cause));
      return undefined;
    },
  };
}

/** The cause that stops the run: one that no row can be blamed for, or one that met all of several rows. */
function sharedCause(failures: readonly Failure[], rowCount: number): Cause | undefined {
  const byNature = failures.find(({ cause }) => cause.scope === "run");
  if (byNature !== undefined) return byNature.cause;
  const [first] = failures;
  if (first === undefined || rowCount < 2 || failures.length < rowCount) return undefined;
  const isShared = failures.every(({ cause }) => cause.scope === "either" && cause.key === first.cause.key);
  return isShared ? first.cause : undefined;
}

/** What Mailchimp's words might repeat of a person: addresses, their hashes, and texts a sync maps (a tier's name is none). */
function personalTexts(options: SessionOptions): string[] {
  const textNames = options.properties.filter(({ type }) => type === "string").map(({ name }) => name);
  return options.changes.flatMap((change) => [
    change.identity,
    memberIdOf(change.identity),
    ...textNames.flatMap((name) => change.properties[name] ?? []),
  ]);
}
