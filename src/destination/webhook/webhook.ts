/** A signed webhook as a destination: one message per batch, its answer read row by row. See docs/webhook.md. */
import { createHash } from "node:crypto";
import type { Change, Op } from "../../domain/change.ts";
import { ContractError, InvariantError, TierlineError } from "../../domain/errors.ts";
import type { HttpRequest, HttpResponse } from "../../platform/http.ts";
import type { Batch, BatchLimit, Destination, SubmitIo, SubmitResult } from "../destination.ts";
import { attempt } from "../kit/attempts.ts";
import { createRateLimiter } from "../kit/rate-limiter.ts";
import { createReceiptBook, NOT_SENT, type ReceiptBook } from "../kit/receipt-book.ts";
import { redact } from "../kit/redact.ts";
import { splitRows } from "../kit/split-rows.ts";
import { readAnswer } from "./answer.ts";
import { misfitOf } from "./check-row.ts";
import { judge } from "./judge.ts";
import { bodyOf, idOf, rowJson, type MessageFrame } from "./message.ts";
import { DEFAULTS, type WebhookOptions } from "./options.ts";
import { readSecret, signatures } from "./sign.ts";

/** One message at a time, so that a receiver may take them in the order in which they come. */
const CONCURRENCY = 1;
/** Nobody publishes a limit for a receiver: 429 tells. */
const WINDOW = { ms: 1_000, requests: 50 } as const;
/** By how much a row as it is planned exceeds what a message holds of it at a list; the adapter cuts by true bytes. */
const LIST_ROW_SHARE = 8;
const BACKOFF = { waitMinMs: 1_000, waitMaxMs: 30_000 } as const;

interface Row {
  readonly change: Change;
  readonly json: string;
}

/** `ConfigError` `webhook_secret`. */
export function createWebhook(options: WebhookOptions): Destination {
  const { clock, random, send } = options;
  const keys = options.secrets.map(readSecret);
  const { origin } = new URL(options.url);
  const limiter = createRateLimiter({ windows: [WINDOW], concurrency: CONCURRENCY, clock });
  const contact = perOp({ maxRows: options.maxRows, maxBytes: options.maxBytes });
  // Of a list's row a message holds little more than its id: a body is full by its rows before it is by its bytes.
  const list = perOp({ maxRows: options.maxRows, maxBytes: LIST_ROW_SHARE * options.maxBytes });
  let requestCount = 0;

  /** Signed anew for each attempt: receivers refuse old timestamps. */
  const sendSigned =
    (id: string) =>
    async (request: HttpRequest): Promise<HttpResponse> => {
      const startedAtMs = clock.nowMs();
      const timestamp = Math.floor(startedAtMs / 1000);
      const signed = {
        "webhook-timestamp": String(timestamp),
        "webhook-signature": signatures(keys, id, timestamp, request.body ?? ""),
      };
      let status = 0;
      try {
        const answer = await send({ ...request, headers: { ...request.headers, ...signed } });
        status = answer.status;
        return answer;
      } finally {
        options.log?.({
          method: request.method,
          operation: "/webhook",
          status,
          milliseconds: clock.nowMs() - startedAtMs,
        });
      }
    };

  const deliver = async (
    frame: MessageFrame,
    rows: readonly Row[],
    book: ReceiptBook,
    io: SubmitIo,
  ): Promise<TierlineError | null> => {
    const texts = rows.map(({ json }) => json);
    const changes = rows.map(({ change }) => change);
    const id = idOf(frame, texts);
    const request: HttpRequest = {
      method: "POST",
      url: options.url,
      headers: { "content-type": "application/json", "user-agent": "tierline", "webhook-id": id },
      body: bodyOf(frame, texts),
      timeoutMs: options.requestTimeoutMs ?? DEFAULTS.requestTimeoutMs,
      isPublicOnly: !options.isPrivateAllowed,
    };
    const attempted = await attempt(request, io, {
      send: sendSigned(id),
      judge: (answer) => judge(answer, clock.nowMs(), origin),
      limiter,
      clock,
      random,
      attemptsMax: options.attemptsMax ?? DEFAULTS.attemptsMax,
      ...BACKOFF,
      notSentReason: NOT_SENT,
      onAttempt: () => {
        requestCount += 1;
      },
    });
    if (attempted.isAmbiguous) book.markAmbiguous(changes);
    if (attempted.answer !== null) return settle(attempted.answer, changes, book);
    for (const change of changes) book.withhold(change, attempted.reason ?? "no_answer");
    return attempted.stop;
  };

  const textNames = options.properties.filter(({ type }) => type === "string").map(({ name }) => name);
  /** What a receiver's words might repeat of a person: key, address, and texts a sync maps (a tier's name is none). */
  const personalTexts = ({ memberKey, address, properties }: Change): readonly string[] => [
    memberKey,
    address ?? "",
    ...textNames.map((name) => properties[name] ?? ""),
  ];

  const settle = (answer: HttpResponse, changes: readonly Change[], book: ReceiptBook): TierlineError | null => {
    const failed =
      options.receipts === "status"
        ? new Map<string, never>()
        : readAnswer(answer, new Set(changes.map(({ memberKey }) => memberKey)));
    if (failed === undefined) {
      for (const change of changes) book.unsettle(change, "webhook_answer");
      return unreadable(origin, answer.status);
    }
    const hidden = { secrets: [options.url, ...options.secrets], personal: changes.flatMap(personalTexts) };
    for (const change of changes) {
      const row = failed.get(change.memberKey);
      if (row === undefined) book.accept(change, change.identity);
      else {
        const words = row.message === undefined ? null : redact(row.message, hidden);
        if (row.retryable) book.withhold(change, `webhook_${row.reason}`, words);
        else book.refuse(change, `webhook_${row.reason}`, words);
      }
    }
    return null;
  };

  const perform = async (
    { op, place, changes }: Batch,
    book: ReceiptBook,
    io: SubmitIo,
  ): Promise<TierlineError | null> => {
    const batch = { op, place };
    const frame = {
      batch,
      sync: options.sync,
      planNo: io.planNo,
      planMadeAtMs: io.planMadeAtMs,
      url: options.url,
      atMs: clock.nowMs(),
    };
    const room = options.maxBytes - Buffer.byteLength(bodyOf(frame, []));
    const rows: Row[] = [];
    for (const change of changes) {
      const misfit = misfitOf(change, options.properties);
      const json = misfit === undefined ? rowJson(change, place, options.properties) : "";
      if (misfit !== undefined) book.refuse(change, "invalid_value", `The value of ${misfit} does not fit its type.`);
      else if (Buffer.byteLength(json) > room) book.refuse(change, "row_too_large", "The row alone exceeds max_bytes.");
      else rows.push({ change, json });
    }
    const bytesOf = ({ json }: Row): number => Buffer.byteLength(json) + 1;
    for (const part of splitRows(rows, { maxRows: options.maxRows, maxBytes: room }, bytesOf)) {
      const stop = await deliver(frame, part, book, io);
      if (stop !== null) return stop;
    }
    return null;
  };

  const submit = async (batch: Batch, io: SubmitIo): Promise<SubmitResult> => {
    const book = createReceiptBook(batch.changes);
    let stop: TierlineError | null;
    try {
      stop = await perform(batch, book, io);
    } catch (cause) {
      // Our own bug, after some request perhaps: nobody can say what became of the rows without a receipt.
      book.markAmbiguous(batch.changes);
      stop = cause instanceof TierlineError ? cause : unforeseen(cause);
    }
    return { receipts: book.finish(NOT_SENT), stop };
  };

  const account = accountOf(options.url);
  return {
    limits: { batches: { contact, list }, windows: limiter.windows, concurrency: CONCURRENCY },
    coolDownMs: options.coolDownMs ?? DEFAULTS.coolDownMs,
    get requestCount() {
      return requestCount;
    },
    // Nothing can be asked: what is wrong with the receiver shows at the first message.
    identify: async () => ({ accountId: account, missingScopes: null, dailyRequests: null }),
    find: async (place) => ({ listId: place.kind === "contact" ? null : place.name, count: 0 }),
    findById: async (listId) => ({ listId, count: 0 }),
    take: async (place) => ({ listId: place.kind === "contact" ? null : place.name, count: 0, isCreatedByUs: true }),
    contacts: () => {
      throw cannotReadBack();
    },
    readContacts: async () => {
      throw cannotReadBack();
    },
    submit,
    close: async () => {},
  };
}

function perOp(limit: BatchLimit): Readonly<Record<Op, BatchLimit>> {
  return { enter: limit, update: limit, leave: limit };
}

/** Tells two receivers apart without their paths and queries, which often hold a credential. */
function accountOf(url: string): string {
  const { origin } = new URL(url);
  return `${origin} ${createHash("sha256").update(url).digest("hex").slice(0, 8)}`;
}

function unreadable(where: string, status: number): ContractError {
  return new ContractError(
    "webhook_answer",
    `The webhook at ${where} answered ${status} without saying what became of the rows.`,
    {
      remedy:
        'It answers 204, or 200 with {"failed":[]}, as docs/webhook.md says; receipts: status takes its status for all rows.',
    },
  );
}

function cannotReadBack(): InvariantError {
  return new InvariantError("cannot_read_back", "A webhook cannot be asked who is there.");
}

function unforeseen(cause: unknown): InvariantError {
  return new InvariantError("submit_failed_unforeseen", "The webhook failed in a way the adapter does not know.", {
    cause,
  });
}
