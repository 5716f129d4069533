/** HubSpot as a destination. Everything it sends is written in `requests.ts`; see docs/hubspot.md. */
import { InvariantError } from "../../domain/errors.ts";
import type { Place } from "../../domain/place.ts";
import type { Batch, BatchLimit, Destination } from "../destination.ts";
import type { ListWrites } from "../kit/list-members.ts";
import { enterList, leaveList } from "../kit/list-members.ts";
import { createSubmit } from "../kit/submit-batches.ts";
import { readAccount } from "./account.ts";
import { createApi } from "./api.ts";
import { readCampaignEvents } from "./campaign-events.ts";
import { clearContacts } from "./clear-contacts.ts";
import { findListById, findListByName, lookAtList, readMembers, takeList } from "./lists.ts";
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
  const submit = createSubmit({
    clock: options.clock,
    coolDownMs,
    vendor: "HubSpot",
    open: (opened) => createSession({ ...parts, ...opened, token: options.token }),
    perform,
  });

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
    look: async (name) => await lookAtList(parts, name),
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

function listIdOf(place: Place): string {
  if (place.listId === null) throw new InvariantError("place_not_taken", `${place.name} has no list id yet.`);
  return place.listId;
}
