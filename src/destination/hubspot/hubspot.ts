/** HubSpot as a destination. Everything it sends is written in `requests.ts`; see docs/hubspot.md. */
import type { Change } from "../../domain/change.ts";
import { InvariantError, TierlineError } from "../../domain/errors.ts";
import type { Place } from "../../domain/place.ts";
import type { Outcome, Receipt } from "../../domain/receipt.ts";
import type { Batch, BatchLimit, Destination, SubmitIo, SubmitResult } from "../destination.ts";
import { createReceiptBook, NOT_SENT } from "../kit/receipt-book.ts";
import { readAccount } from "./account.ts";
import { createApi } from "./api.ts";
import { readCampaignEvents } from "./campaign-events.ts";
import { createClaims } from "../kit/claims.ts";
import { clearContacts } from "./clear-contacts.ts";
import { createConfirmedRecords } from "../kit/confirmed-records.ts";
import { findListById, findListByName, readMembers, takeList } from "./lists.ts";
import type { ListWrites } from "../kit/list-members.ts";
import { enterList, leaveList } from "../kit/list-members.ts";
import { changeMembers, removeBesides } from "./membership-writes.ts";
import { BODY_BYTES_MAX, CONTACTS_PER_CALL, DEFAULTS } from "./options.ts";
import type { HubSpotOptions } from "./options.ts";
import { findContactPlace, takeContactPlace } from "./properties.ts";
import { readKnownContacts } from "./read-known-contacts.ts";
import { createRequests } from "./requests.ts";
import { createSession } from "./session.ts";
import type { Session } from "./session.ts";
import { writeContacts } from "./write-contacts.ts";

export function createHubSpot(options: HubSpotOptions): Destination {
  const api = createApi(options);
  const requests = createRequests({
    baseUrl: (options.baseUrl ?? DEFAULTS.baseUrl).replace(/\/$/u, ""),
    apiVersion: options.apiVersion ?? DEFAULTS.apiVersion,
    token: options.token,
    timeoutMs: options.requestTimeoutMs ?? DEFAULTS.requestTimeoutMs,
  });
  const perCall = options.membersPerCall ?? DEFAULTS.membersPerCall;
  const parts = { api, requests, properties: options.properties };
  const contact: BatchLimit = { maxRows: CONTACTS_PER_CALL, maxBytes: BODY_BYTES_MAX };
  const list: BatchLimit = { maxRows: perCall, maxBytes: BODY_BYTES_MAX };

  const perform = async (session: Session, { op, place, changes }: Batch): Promise<void> => {
    if (place.kind === "contact") {
      if (op === "leave") return await clearContacts(session, changes);
      return await writeContacts(session, changes, { createContacts: options.createContacts });
    }
    const where = { listId: listIdOf(place), perCall };
    const writes: ListWrites = {
      change: async (verb, rows) => await changeMembers(session, verb, rows, where),
      removeBesides: async (besides) => await removeBesides(session, besides, where),
    };
    if (op === "leave") return await leaveList(session, changes, writes);
    return await enterList(session, changes, writes);
  };
  const coolDownMs = options.coolDownMs ?? DEFAULTS.coolDownMs;
  const allClaims = createClaims({ clock: options.clock, keepMs: coolDownMs });
  const confirmed = createConfirmedRecords(options.clock);
  const submit = async (batch: Batch, io: SubmitIo): Promise<SubmitResult> => {
    const { changes } = batch;
    const book = createReceiptBook(changes);
    const claims = allClaims.begin();
    const session = createSession({ ...parts, book, changes, io, token: options.token, claims, confirmed });
    try {
      await perform(session, batch);
    } catch (cause) {
      // Our own bug, after some request perhaps: nobody can say what became of the rows without a receipt.
      book.markAmbiguous(changes);
      session.halt(asTierlineError(cause));
    }
    const receipts = book.finish(NOT_SENT);
    const unsettled = identitiesOf(changes, receipts, "unsettled");
    claims.end(new Set(unsettled.map(({ identity }) => identity)));
    if (batch.place.kind === "contact" && batch.op !== "leave")
      for (const { identity, recordId } of identitiesOf(changes, receipts, "accepted"))
        if (recordId !== null) confirmed.add(recordId, identity);
    return { receipts, stop: session.stop };
  };

  return {
    get limits() {
      return {
        batches: {
          contact: { enter: contact, update: contact, leave: contact },
          list: { enter: list, update: list, leave: list },
        },
        windows: api.windows,
        concurrency: options.concurrency ?? DEFAULTS.concurrency,
      };
    },
    coolDownMs,
    get requestCount() {
      return api.requestCount;
    },
    identify: async () => await readAccount(parts),
    find: async (place) =>
      place.kind === "contact" ? await findContactPlace(parts) : await findListByName(parts, place.name),
    findById: async (listId) => await findListById(parts, listId),
    take: async (place) =>
      place.kind === "contact" ? await takeContactPlace(parts) : await takeList(parts, place.name),
    contacts: (place) => readMembers(parts, listIdOf(place)),
    readContacts: async (recordIds) => await readKnownContacts(parts, recordIds),
    submit,
    campaignEvents: (window) => readCampaignEvents(parts, window),
    close: async () => {},
  };
}

function identitiesOf(
  changes: readonly Change[],
  receipts: readonly Receipt[],
  outcome: Outcome,
): readonly { readonly identity: string; readonly recordId: string | null }[] {
  const byOrdinal = new Map(changes.map((row) => [row.ordinal, row.identity]));
  return receipts.flatMap((receipt) => {
    const identity = byOrdinal.get(receipt.ordinal);
    return receipt.outcome === outcome && identity !== undefined ? [{ identity, recordId: receipt.recordId }] : [];
  });
}

function asTierlineError(cause: unknown): TierlineError {
  if (cause instanceof TierlineError) return cause;
  return new InvariantError("submit_failed_unforeseen", "The HubSpot adapter failed in a way it does not know.", {
    cause,
  });
}

function listIdOf(place: Place): string {
  if (place.listId === null) throw new InvariantError("place_not_taken", `${place.name} has no list id yet.`);
  return place.listId;
}
