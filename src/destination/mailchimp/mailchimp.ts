/** Mailchimp as a destination. Everything it sends is written in `requests.ts`; see docs/mailchimp.md. */
import { InvariantError } from "../../domain/errors.ts";
import type { Place } from "../../domain/place.ts";
import type { Batch, BatchLimit, Destination } from "../destination.ts";
import { createSubmit } from "../kit/submit-batches.ts";
import { createApi } from "./api.ts";
import { readAccount } from "./audience.ts";
import { readCampaignEvents } from "./campaign-events.ts";
import { clearContacts } from "./clear-contacts.ts";
import { createClosedContacts } from "./closed-contacts.ts";
import { findContactPlace, takeContactPlace } from "./merge-fields.ts";
import { mergeTagsOf } from "./merge-tags.ts";
import { tagged } from "./merge-values.ts";
import { BATCHES_PER_CONNECTION, BODY_BYTES_MAX, CAMPAIGN_WINDOW_MS, DEFAULTS, ROWS_PER_CALL } from "./options.ts";
import type { MailchimpOptions } from "./options.ts";
import { readKnownContacts } from "./read-known-contacts.ts";
import { createRequests } from "./requests.ts";
import { createSeenContacts } from "./seen-contacts.ts";
import { enterSegment, leaveSegment } from "./segment-members.ts";
import { findSegmentById, findSegmentByName, lookAtSegment, readSegmentMembers, takeSegment } from "./segments.ts";
import { createSession } from "./session.ts";
import type { Session } from "./session.ts";
import { writeContacts } from "./write-contacts.ts";

/** Throws `ConfigError` `merge_tag` when the properties' names do not make merge tags of their own. */
export function createMailchimp(options: MailchimpOptions): Destination {
  const { audience, key, createContacts } = options;
  const tags = mergeTagsOf(options.properties.map(({ name }) => name));
  const properties = options.properties.map((property) => tagged(property, tags.get(property.name) ?? ""));
  const api = createApi(options);
  const timeoutMs = options.requestTimeoutMs ?? DEFAULTS.requestTimeoutMs;
  const requests = createRequests({ baseUrl: options.baseUrl, key, audience, timeoutMs });
  const seen = createSeenContacts(options.clock);
  const closed = createClosedContacts();
  const parts = { api, requests, audience, properties, listsAs: options.listsAs, seen };
  const limit: BatchLimit = { maxRows: ROWS_PER_CALL, maxBytes: BODY_BYTES_MAX };

  const perform = async (session: Session, { op, place, changes }: Batch): Promise<void> => {
    if (place.kind === "contact") {
      if (op === "leave") return await clearContacts(session, changes, audience);
      return await writeContacts(session, changes, { createContacts, audience, closed });
    }
    if (op === "leave") return await leaveSegment(session, changes, segmentOf(place));
    return await enterSegment(session, changes, segmentOf(place), closed);
  };
  const coolDownMs = options.coolDownMs ?? DEFAULTS.coolDownMs;

  return {
    limits: {
      batches: {
        contact: { enter: limit, update: limit, leave: limit },
        list: { enter: limit, update: limit, leave: limit },
      },
      windows: [],
      concurrency: BATCHES_PER_CONNECTION * api.concurrency,
      connections: api.concurrency,
    },
    coolDownMs,
    get requestCount() {
      return api.requestCount;
    },
    identify: async () => await readAccount(parts),
    find: async (place) =>
      place.kind === "contact" ? await findContactPlace(parts) : await findSegmentByName(parts, place.name),
    findById: async (listId) => await findSegmentById(parts, listId),
    look: async (name) => await lookAtSegment(parts, name),
    take: async (place) =>
      place.kind === "contact" ? await takeContactPlace(parts) : await takeSegment(parts, place.name),
    contacts: (place) => readSegmentMembers(parts, segmentOf(place), seen),
    readContacts: async (recordIds) => await readKnownContacts(parts, recordIds),
    submit: createSubmit({
      clock: options.clock,
      coolDownMs,
      vendor: "Mailchimp",
      open: ({ book, changes, io }) => createSession({ api, requests, book, changes, io, key, properties }),
      perform,
    }),
    campaignEvents: (window) => readCampaignEvents(parts, window),
    campaignWindowMs: CAMPAIGN_WINDOW_MS,
    close: async () => {},
  };
}

function segmentOf(place: Place): string {
  if (place.listId === null) throw new InvariantError("place_not_taken", `${place.name} has no segment id yet.`);
  return place.listId;
}
