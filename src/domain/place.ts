/**
 * A place is one list, or one set of contact properties, in one account at a destination. It has one owner, a sync.
 * State speaks of places by number; a name may change, the number and the list id do not.
 */

export type PlaceKind = "contact" | "list";

/** A place as a sync file names it, before any destination was asked. */
export interface PlaceSpec {
  readonly kind: PlaceKind;
  /** The list's name; for the contact place always `contacts`. Unique within a sync. */
  readonly name: string;
  /** The `aud_*` model that fills a list; null for the contact place. One model is one exclusive set. */
  readonly model: string | null;
  /** The value of that model's `audience` column; null for the contact place. */
  readonly audience: string | null;
}

/** A place as state knows it. */
export interface Place extends PlaceSpec {
  readonly placeNo: number;
  readonly sync: string;
  readonly accountId: string;
  /** The destination's id; null until the place is taken, and always null for the contact place. */
  readonly listId: string | null;
  readonly isCreatedByUs: boolean;
  /** Journal time in epoch milliseconds at which the place was taken; null while it is only proposed. */
  readonly takenAtMs: number | null;
}

/** A place that is to be made ready for writing. */
export interface PlaceToTake extends PlaceSpec {
  /** As `Place` has it. Null: for the first time, so whatever lies there is of nobody we know; absent: not said. */
  readonly takenAtMs?: number | null;
}

/** What a destination says about a place that exists there. */
export interface FoundPlace {
  readonly listId: string | null;
  /** Contacts there now; 0 for the contact place, whose holders are not counted. */
  readonly count: number;
}

/** A place the destination has prepared for writing. */
export interface TakenPlace extends FoundPlace {
  readonly isCreatedByUs: boolean;
}

/** The name of the one contact place of a sync. */
export const CONTACT_PLACE_NAME = "contacts";
