/** One batch under way: its receipts, its requests, and what stops it. */
import type { Change } from "../../domain/change.ts";
import type { DescribedProperty } from "../destination-type.ts";
import type { BatchCalls } from "../kit/batch-calls.ts";
import { createBatchCalls } from "../kit/batch-calls.ts";
import type { ContactSession, Refusal } from "../kit/contact-session.ts";
import { redact } from "../kit/redact.ts";
import type { SessionParts } from "../kit/submit-batches.ts";
import type { HubSpotApi } from "./api.ts";
import type { Cause } from "./cause.ts";
import { setupError } from "./cause.ts";
import { lookUp } from "./contact-reads.ts";
import type { HubSpotRequests } from "./requests.ts";

export interface SessionOptions extends SessionParts {
  readonly api: HubSpotApi;
  readonly requests: HubSpotRequests;
  readonly token: string;
  readonly properties: readonly DescribedProperty[];
}

/** A refusal that is not yet a receipt: rows refused for one cause may stop the run instead. */
export interface Failure {
  readonly row: Change;
  readonly cause: Cause;
  /** The whole request was refused, not this row by name. */
  readonly isWholeBatch: boolean;
}

export interface Session extends ContactSession, BatchCalls {
  readonly requests: HubSpotRequests;
  readonly properties: readonly DescribedProperty[];
  /** Receipts for the refusals of one kind of write, or a stop when one cause met all its rows. */
  settle(failures: readonly Failure[], rowCount: number): void;
  stopWith(cause: Cause): void;
}

export function createSession(options: SessionOptions): Session {
  const { api, book, io } = options;
  const personal = personalTexts(options);
  const words = (cause: Refusal): string => redact(cause.message, { secrets: [options.token], personal });
  const calls = createBatchCalls({
    book,
    call: async (request, isReadable) => await api.call(request, io, isReadable),
  });

  const session: Session = {
    requests: options.requests,
    book,
    claims: options.claims,
    confirmed: options.confirmed,
    properties: options.properties,
    get stop() {
      return calls.stop;
    },
    write: async (rows, request, isReadable) => await calls.write(rows, request, isReadable),
    read: async (request, isReadable) => await calls.read(request, isReadable),
    halt: (error) => calls.halt(error),
    lookUp: async (key, ids) => await lookUp(session, key, ids),
    staying: async (identities) => await io.staying(identities),
    kept: async (recordIds) => await io.kept(recordIds),
    suppressed: async (addresses) => await io.suppressed(addresses),
    refuse: (row, cause) => book.refuse(row, cause.reason, words(cause)),
    settle: (failures, rowCount) => {
      const cause = sharedCause(failures, rowCount);
      if (cause !== undefined) session.stopWith(cause);
      else for (const failure of failures) session.refuse(failure.row, failure.cause);
    },
    stopWith: (cause) => calls.halt(setupError(cause, words(cause))),
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
