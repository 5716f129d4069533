/** The places of the sync `gold` in the golden statements. */
import type { PlaceSpec } from "../../src/domain/place.ts";
import type { PlannedPlace } from "../../src/journal/journal.ts";

export const contacts: PlaceSpec = { kind: "contact", name: "contacts", model: null, audience: null };
export const golden: PlaceSpec = { kind: "list", name: "Golden", model: "aud_tier", audience: "gold" };
export const planned = [contacts, golden].map((spec, index): PlannedPlace => ({
  place: {
    ...spec,
    placeNo: index + 1,
    sync: "gold",
    accountId: "account",
    listId: null,
    isCreatedByUs: false,
    takenAtMs: null,
  },
  isInFile: true,
  countAtDestination: null,
}));
