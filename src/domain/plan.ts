/** A plan: the immutable set of changes from one comparison of desired and synced; also the record of intent. */
import type { PlaceKind } from "./place.ts";

export type PlanState = "planned" | "applying" | "closed";

/** What a plan is based on; a plan is applied only while its basis still holds. */
export interface Basis {
  readonly sync: string;
  readonly runNo: number;
  readonly definitionHash: string;
  /** dbt's id of the build that made the models. */
  readonly invocationId: string;
  /** ISO 8601 UTC, as the build recorded it. Compared only with other `asOf`s. */
  readonly asOf: string;
}

/** Counts of one place. `enter + update + leave + unchanged + waiting + refused` = |desired ∪ synced|. */
export interface PlaceCounts {
  readonly placeNo: number;
  readonly kind: PlaceKind;
  readonly name: string;
  readonly listId: string | null;
  /** False for a place that no file names any more. */
  readonly isInFile: boolean;
  /** Identities that should be here, suppressed and held out subtracted. */
  readonly desired: number;
  /** Rows last said to be here, settled or not. */
  readonly synced: number;
  /** Of `synced`: what was last said may not have arrived. */
  readonly unsettled: number;
  readonly enter: number;
  /** Of `enter`: said again, since an earlier plan may already have put them here. */
  readonly enterUnsettled: number;
  /**
   * Of `enter`, at contacts: no record was ever acknowledged or perhaps written, so the contact is created, or linked
   * when the destination knows the address. 0 at lists.
   */
  readonly enterUnknown: number;
  readonly update: number;
  /**
   * Of `update`, at contacts: settled, but said under another mapping, so the whole contact is written again whether its
   * values changed or not. 0 at lists.
   */
  readonly updateRemapped: number;
  readonly leave: number;
  /** Of `leave`: closed without a call (kept, same record, `on_leave: keep`). */
  readonly leaveWithoutCall: number;
  readonly unchanged: number;
  readonly waiting: number;
  readonly refused: number;
  /** `refused` by reason code. */
  readonly refusedBy: Readonly<Record<string, number>>;
  /** Subtracted from desired here: named by the `suppress` model, or without consent. Whoever is here leaves. */
  readonly suppressed: number;
  /** `suppressed` by reason code: `suppressed`, `no_consent`. */
  readonly suppressedBy: Readonly<Record<string, number>>;
  /** Subtracted from desired here: held out. Never at the contact place. */
  readonly heldOut: number;
  /** Contacts who were here before us and are never left. */
  readonly kept: number;
  /** Of `kept`: said to be here by us as well, so counted in `synced`, too. */
  readonly keptSynced: number;
  /** What the destination counts at a taken list; null when it was not asked. */
  readonly countAtDestination: number | null;
}

/** A model that feeds the plan. */
export interface SourceCounts {
  readonly model: string;
  readonly rows: number;
  /** What `rows` is compared with; null when no plan of this sync was applied with such a source. */
  readonly rowsBefore: number | null;
  /** Rows beyond the first per key, and rows without a key. Of a `suppress` model: rows that name nobody. */
  readonly duplicates: number;
  /** It names whom nothing is sent about: it may be empty, but must not become so. */
  readonly isSuppression: boolean;
  /** Of a `suppress` model: rows that name somebody, but no row of the members' model. 0 of others. */
  readonly unmatched: number;
}

/**
 * What a source is compared with: the rows that the last applied plan saw. A plan of which something may not have arrived
 * did not end what was asked of people: then the larger of its rows and of those it was compared with itself. There is one
 * suppress model, whatever it is called: a new name with fewer rows is a model that fell.
 */
export function rowsBefore(
  last: readonly SourceCounts[],
  { model, isSuppression }: Pick<SourceCounts, "model" | "isSuppression">,
  isWhole: boolean,
): number | null {
  const same = last.find(
    (source) => source.isSuppression === isSuppression && (isSuppression || source.model === model),
  );
  if (same === undefined) return null;
  return isWhole ? same.rows : Math.max(same.rows, same.rowsBefore ?? 0);
}

/** Members who go from one list to another of the same model. */
export interface Move {
  readonly from: string;
  readonly to: string;
  readonly count: number;
}

/** Under which mapping (members and properties of the sync's file) a plan was made. */
export interface PlanMapping {
  readonly hash: string;
  /** Since when everything was said under it, in the journal's time; null: this plan is the first. 0: as far as is known. */
  readonly sinceMs: number | null;
}

export interface PlanCounts {
  /** Null: of a plan that an earlier Tierline made. */
  readonly mapping: PlanMapping | null;
  readonly sources: readonly SourceCounts[];
  readonly places: readonly PlaceCounts[];
  readonly moves: readonly Move[];
  /** What making it scans in the warehouse; null: the engine does not tell. */
  readonly scannedBytes: number | null;
}

export interface PlanHead extends Basis {
  readonly planNo: number;
  readonly state: PlanState;
  /** The last closed plan of this sync when this one was made; 0 for none. */
  readonly afterPlanNo: number;
  readonly fence: number;
  readonly madeAtMs: number;
  readonly applyingAtMs: number | null;
  readonly closedAtMs: number | null;
  readonly counts: PlanCounts;
}

/**
 * The mapping of the next plan. Rows hold no mapping of their own, only when they were said; so each plan remembers when
 * its mapping came into force: when the first plan under it was announced. `applied`: the last plan that was.
 */
export function nextMapping(applied: PlanHead | undefined, hash: string): PlanMapping {
  const before = applied?.counts.mapping ?? null;
  if (applied === undefined || before === null) return { hash, sinceMs: 0 };
  return { hash, sinceMs: before.hash === hash ? (before.sinceMs ?? applied.applyingAtMs) : null };
}

/** A plan older than this is not applied. */
export const PLAN_AGE_MAX_MS = 24 * 60 * 60 * 1000;

/** Why a plan that is not `planned` any more is not applied; undefined for one that is. */
function whyEnded({ state, applyingAtMs }: Pick<PlanHead, "state" | "applyingAtMs">): string | undefined {
  if (state === "planned") return undefined;
  if (state === "applying") return "it is being applied";
  if (applyingAtMs !== null) return "it was applied already";
  return "it is closed, because a newer plan, a release or a take-over came after it";
}

/** Why a plan must not be applied any more; undefined when it may. */
export function whyStale(
  head: PlanHead,
  basis: Pick<Basis, "definitionHash" | "invocationId">,
  lastClosed: number,
  nowMs: number,
): string | undefined {
  const ended = whyEnded(head);
  if (ended !== undefined) return ended;
  if (head.afterPlanNo !== lastClosed) return `plan ${lastClosed} was closed since`;
  if (head.definitionHash !== basis.definitionHash) return "the sync's definition has changed";
  if (head.invocationId !== basis.invocationId) return "there is another build";
  return nowMs - head.madeAtMs > PLAN_AGE_MAX_MS ? "it is more than 24 hours old" : undefined;
}
