/** One batch under way: its receipts, its requests, and what stops it. */
import type { Change } from "../../domain/change.ts";
import type { Clock } from "../../platform/clock.ts";
import type { DescribedProperty } from "../destination-type.ts";
import type { SubmitIo } from "../destination.ts";
import type { BatchCalls } from "../kit/batch-calls.ts";
import { createBatchCalls } from "../kit/batch-calls.ts";
import type { ContactSession } from "../kit/contact-session.ts";
import { redact } from "../kit/redact.ts";
import type { SessionParts } from "../kit/submit-batches.ts";
import type { KlaviyoApi } from "./api.ts";
import { lookUp } from "./look-up.ts";
import type { KlaviyoRequest, KlaviyoRequests } from "./requests.ts";

export interface SessionOptions extends SessionParts {
  readonly api: KlaviyoApi;
  readonly requests: KlaviyoRequests;
  readonly key: string;
  readonly properties: readonly DescribedProperty[];
  readonly clock: Clock;
  readonly jobWaitMs: number;
}

export interface Session extends ContactSession, BatchCalls<KlaviyoRequest> {
  readonly requests: KlaviyoRequests;
  readonly properties: readonly DescribedProperty[];
  readonly clock: Clock;
  /** How long a job is waited for. */
  readonly jobWaitMs: number;
  readonly signal: SubmitIo["signal"];
}

export function createSession(options: SessionOptions): Session {
  const { api, book, io } = options;
  const personal = personalTexts(options);
  const calls = createBatchCalls<KlaviyoRequest>({
    book,
    call: async (request, isReadable) => await api.call(request, io, isReadable),
  });
  const session: Session = {
    requests: options.requests,
    book,
    claims: options.claims,
    confirmed: options.confirmed,
    properties: options.properties,
    clock: options.clock,
    jobWaitMs: options.jobWaitMs,
    signal: io.signal,
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
    refuse: (row, { reason, message }) =>
      book.refuse(row, reason, redact(message, { secrets: [options.key], personal })),
  };
  return session;
}

/** What Klaviyo's words might repeat of a person: ids, addresses, and texts a sync maps (a tier's name is none). */
function personalTexts({ changes, properties }: SessionOptions): string[] {
  const textNames = properties.filter(({ type }) => type === "string").map(({ name }) => name);
  return changes.flatMap((change: Change) => [
    change.identity,
    ...(change.address === null ? [] : [change.address]),
    ...textNames.flatMap((name) => change.properties[name] ?? []),
  ]);
}
