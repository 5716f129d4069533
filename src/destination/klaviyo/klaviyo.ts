/** Klaviyo as a destination. Everything it sends is written in `requests.ts`; see docs/klaviyo.md. */
import pLimit from "p-limit";
import { InvariantError } from "../../domain/errors.ts";
import type { FoundPlace, Place } from "../../domain/place.ts";
import type { Batch, BatchLimit, Destination } from "../destination.ts";
import { enterList, leaveList } from "../kit/list-members.ts";
import { createSubmit } from "../kit/submit-batches.ts";
import { readAccount } from "./account.ts";
import { createApi } from "./api.ts";
import { createCampaignEvents } from "./campaign-events.ts";
import { clearProfiles } from "./clear-profiles.ts";
import { budgetOf, ENDPOINTS } from "./endpoints.ts";
import { findListById, findListByName, readMembers, takeList } from "./lists.ts";
import { lookAtList } from "./segments.ts";
import { listWrites } from "./memberships.ts";
import type { KlaviyoOptions } from "./options.ts";
import { DEFAULTS, JOB_BYTES_MAX, LOOK_UPS_MAX, MEMBERS_PER_CALL, PROFILES_PER_JOB } from "./options.ts";
import { readKnownProfiles } from "./read-known-profiles.ts";
import { createRequests } from "./requests.ts";
import type { Session } from "./session.ts";
import { createSession } from "./session.ts";
import { writeProfiles } from "./write-profiles.ts";

/** Properties come into being when they are first written: there is nothing to prepare. */
const CONTACT_PLACE: FoundPlace = { listId: null, count: 0 };

export function createKlaviyo(options: KlaviyoOptions): Destination {
  const api = createApi(options);
  const requests = createRequests({
    baseUrl: (options.baseUrl ?? DEFAULTS.baseUrl).replace(/\/$/u, ""),
    key: options.key,
    timeoutMs: options.requestTimeoutMs ?? DEFAULTS.requestTimeoutMs,
  });
  const { clock, key, properties, createContacts } = options;
  const jobWaitMs = options.jobWaitMs ?? DEFAULTS.jobWaitMs;
  const coolDownMs = options.coolDownMs ?? DEFAULTS.coolDownMs;
  const parts = { api, requests };
  const inTurn = pLimit(LOOK_UPS_MAX);
  /** Ids that were looked at and are no lists. */
  const segments = new Set<string>();
  const contact: BatchLimit = { maxRows: PROFILES_PER_JOB, maxBytes: JOB_BYTES_MAX };
  const list: BatchLimit = { maxRows: MEMBERS_PER_CALL, maxBytes: JOB_BYTES_MAX };

  const perform = async (session: Session, { op, place, changes }: Batch): Promise<void> => {
    if (place.kind === "contact") {
      if (op === "leave") return await clearProfiles(session, changes);
      return await writeProfiles(session, changes, { createContacts, inTurn });
    }
    const writes = listWrites(session, listIdOf(place));
    if (op === "leave") return await leaveList(session, changes, writes);
    return await enterList(session, changes, writes);
  };

  return {
    limits: {
      batches: {
        contact: { enter: contact, update: contact, leave: contact },
        list: { enter: list, update: list, leave: list },
      },
      // Each endpoint has windows of its own; these are those of the writes.
      windows: budgetOf(ENDPOINTS["POST /api/profile-bulk-import-jobs"], options.budgetShare ?? DEFAULTS.budgetShare),
      concurrency: DEFAULTS.concurrency,
    },
    coolDownMs,
    get requestCount() {
      return api.requestCount;
    },
    identify: async () => await readAccount(parts),
    find: async (place) => (place.kind === "contact" ? CONTACT_PLACE : await findListByName(parts, place.name)),
    findById: async (listId) => await findListById(parts, listId),
    take: async (place) =>
      place.kind === "contact" ? { ...CONTACT_PLACE, isCreatedByUs: false } : await takeList(parts, place.name),
    look: async (name) => {
      const seen = await lookAtList(parts, name);
      if (seen?.isWritable === false) segments.add(seen.listId);
      return seen;
    },
    contacts: (place) => {
      const listId = listIdOf(place);
      return readMembers(parts, listId, segments.has(listId) ? "segment" : "list");
    },
    readContacts: async (recordIds) => await readKnownProfiles(parts, recordIds),
    submit: createSubmit({
      clock,
      coolDownMs,
      vendor: "Klaviyo",
      open: (opened) => createSession({ ...parts, ...opened, key, properties, clock, jobWaitMs }),
      perform,
    }),
    campaignEvents: createCampaignEvents(parts),
    close: async () => {},
  };
}

function listIdOf(place: Place): string {
  if (place.listId === null) throw new InvariantError("place_not_taken", `${place.name} has no list id yet.`);
  return place.listId;
}
