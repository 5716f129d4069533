/**
 * A destination: one account in one marketing tool.
 *
 * Every operation is absolute and safe to repeat. One receipt per change, whatever happens: a request that got no
 * answer makes its rows `unsettled`, one that was certainly not carried out makes them `withheld`. Nothing here touches
 * consent or subscriptions, and nothing deletes a contact.
 */
import type { Change, Op } from "../domain/change.ts";
import type { TierlineError } from "../domain/errors.ts";
import type { FoundPlace, Place, PlaceSpec, PlaceToTake, TakenPlace } from "../domain/place.ts";
import type { Receipt } from "../domain/receipt.ts";
import type { CampaignEvent, CampaignWindow } from "./campaign-event.ts";

export interface BatchLimit {
  readonly maxRows: number;
  readonly maxBytes: number;
}

export interface DestinationLimits {
  readonly batches: Readonly<Record<"contact" | "list", Readonly<Record<Op, BatchLimit>>>>;
  /** The budget already applied: what this runner may use, not what the account has. */
  readonly windows: readonly { readonly ms: number; readonly requests: number }[];
  /** Batches under way at once. */
  readonly concurrency: number;
  /** Requests under way at once, where the destination counts these and not those of a window. */
  readonly connections?: number;
}

export interface Batch {
  readonly op: Op;
  readonly place: Place;
  /** One operation at one place; identities are distinct. */
  readonly changes: readonly Change[];
}

export interface SubmitIo {
  /** The plan that the batch is part of. With the ordinals of its rows it tells what is sent again from what is new. */
  readonly planNo: number;
  /** When that plan was made: numbers begin anew after a lost state, and two targets have the same ones. Epoch milliseconds. */
  readonly planMadeAtMs: number;
  /**
   * The last await before each request, given that request's time-out: true when the lease outlasts it. False: send
   * nothing more; rows without an ambiguous attempt become `withheld: not_sent`.
   */
  beforeRequest(timeoutMs: number): Promise<boolean>;
  /**
   * Of these members, those who stay at the batch's place by this plan. Asked only when a record turns out to be another
   * member's than the one acknowledged: it leaves a place only when that other member does not stay there.
   */
  staying(memberKeys: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Of these records, those that were at the batch's place before us and are kept there (law 12): they are never taken off
   * it. The plan saw to the record it names; asked of every other one that a leave would take off.
   */
  kept(recordIds: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Of these addresses, trimmed and lower case, those about whose bearer nothing may be sent. The plan saw to the member's
   * own; asked of every further one of a contact before it is linked to the member.
   */
  suppressed(addresses: readonly string[]): Promise<ReadonlySet<string>>;
  /** Aborted on a clean stop: waits end at once, a request under way is let finish. */
  readonly signal: AbortSignal;
}

/** What is needed to have gathered rows written. */
export type SettleIo = Pick<SubmitIo, "beforeRequest" | "signal">;

export interface SubmitResult {
  /** Exactly one per change of the batch, in any order, but for those that were gathered. */
  readonly receipts: readonly Receipt[];
  /** How many changes of the batch were only put aside, to be written and answered by `settle`. Default: none. */
  readonly gathered?: number;
  /** Set when one cause stops the whole run: a property that does not exist, a revoked token, a spent daily limit. */
  readonly stop: TierlineError | null;
}

/** A part of the answers for the rows that were gathered for one place. */
export interface SettledRows {
  readonly place: Place;
  readonly receipts: readonly Receipt[];
  /** As in `SubmitResult`. */
  readonly stop: TierlineError | null;
}

export interface Account {
  readonly accountId: string;
  /** Null: the destination does not tell; what lacks shows at its first use. */
  readonly missingScopes: readonly string[] | null;
  /** Requests the account has left today, of how many; null where the destination does not tell. */
  readonly dailyRequests: { readonly left: number; readonly of: number } | null;
}

/** A contact as the destination knows it now. */
export interface KnownContact {
  readonly recordId: string;
  /** The value of our unique property; null: it carries none. Not read where people are known by their addresses. */
  readonly identity: string | null;
  /** The first address, trimmed and lower case; null: it has none. Personal data. */
  readonly address: string | null;
}

/** A list of whatever kind, to be read and never written. */
export interface SeenList {
  readonly listId: string;
  readonly count: number;
  /** The destination's own word for how it is filled, as `DYNAMIC`. */
  readonly kind: string;
  /** False: its members are decided there, so no sync can fill it. */
  readonly isWritable: boolean;
}

export interface Destination {
  readonly limits: DestinationLimits;
  /** L: the longest time after which a request may still take effect, in milliseconds. */
  readonly coolDownMs: number;
  /** Requests sent since it was made, every attempt counted. */
  readonly requestCount: number;
  /** One cheap read. `ConfigError` `authentication` when the token is not accepted. */
  identify(): Promise<Account>;
  /** Reads only. Undefined: not there. `ConfigError` when it is there but cannot be written, as a dynamic list. */
  find(place: PlaceSpec): Promise<FoundPlace | undefined>;
  /** A list known by id; undefined when it is gone. Reads only. */
  findById(listId: string): Promise<FoundPlace | undefined>;
  /**
   * A list by its name, also one that cannot be written, whose members `contacts` then reads; undefined: not there. Reads
   * only. Absent where the destination cannot be asked who is on a list.
   */
  look?(name: string): Promise<SeenList | undefined>;
  /** Creates the place, or its properties, where missing. Idempotent. */
  take(place: PlaceToTake): Promise<TakenPlace>;
  /** The record ids at a list now, in pages. */
  contacts(place: Place): AsyncIterable<readonly string[]>;
  /**
   * Who these records are, in any order, at most once each. A record that was deleted, or merged into another, is
   * absent. Reads only, 100 a request at HubSpot; any read that fails rejects, so nobody is absent by accident.
   */
  readContacts(recordIds: readonly string[]): Promise<readonly KnownContact[]>;
  submit(batch: Batch, io: SubmitIo): Promise<SubmitResult>;
  /**
   * Writes what was gathered since it was called last, once per place, and answers every such row with exactly one receipt,
   * in parts; nothing is gathered afterwards, whatever happened. Called after the last batch of each wave, so a place and an
   * identity are gathered at most once in between. When the signal is aborted, nothing is written and the rows are withheld.
   * What keeps a place from being written is a part's `stop`; it rejects only where no receipt can be given any more.
   * Absent where `submit` answers every row: gathering is for a destination where one row costs as much as all of them.
   */
  readonly settle?: (io: SettleIo) => AsyncIterable<SettledRows>;
  /**
   * What happened to campaigns in this window, in pages, in any order; undefined where the destination reports nothing.
   * Reads only; a read that fails rejects. Events may come to be known days after they happened.
   */
  readonly campaignEvents?: (window: CampaignWindow) => AsyncIterable<readonly CampaignEvent[]>;
  /**
   * The longest window worth asking for at once, in milliseconds; undefined: a day. Longer where each window costs the same
   * however short it is; what breaks off in it is asked for again from its beginning.
   */
  readonly campaignWindowMs?: number;
  close(): Promise<void>;
}
