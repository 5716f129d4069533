/** Everything the one audience holds. Plain data. */
import type { Campaign } from "./campaign.ts";
import type { Member } from "./member.ts";
import type { MergeField } from "./merge-field.ts";

/** Saved segments have conditions and fuzzy ones are the vendor's own: neither takes members by hand. */
export const segmentTypes = ["static", "saved", "fuzzy"] as const;
export type SegmentType = (typeof segmentTypes)[number];

export interface Segment {
  readonly id: number;
  readonly name: string;
  readonly type: SegmentType;
  readonly createdAtMs: number;
  /** Member ids. */
  readonly members: Set<string>;
}

/** What an audience is born with (merge fields page). */
const BORN_WITH = [
  ["FNAME", "First Name"],
  ["LNAME", "Last Name"],
  ["ADDRESS", "Address"],
  ["PHONE", "Phone Number"],
] as const;

export class Audience {
  readonly id: string;
  /** By member id. */
  readonly members = new Map<string, Member>();
  /** Ids of contacts that were deleted for good: they come back through a form only. */
  readonly forgotten = new Set<string>();
  readonly segments = new Map<number, Segment>();
  /** By id, in the order they were sent. */
  readonly campaigns = new Map<string, Campaign>();
  /** By tag. */
  readonly mergeFields = new Map<string, MergeField>();
  #lastSegment = 4_810_000;
  #lastMerge = 0;

  constructor(id: string) {
    this.id = id;
    for (const [tag, name] of BORN_WITH)
      this.mergeFields.set(tag, {
        mergeId: this.nextMergeId(),
        tag,
        name,
        type: "text",
        isPublic: true,
        helpText: "",
        choices: [],
      });
  }

  nextSegmentId(): number {
    this.#lastSegment += 1;
    return this.#lastSegment;
  }

  nextMergeId(): number {
    this.#lastMerge += 1;
    return this.#lastMerge;
  }

  addSegment(name: string, type: SegmentType, nowMs: number): Segment {
    const segment = { id: this.nextSegmentId(), name, type, createdAtMs: nowMs, members: new Set<string>() };
    this.segments.set(segment.id, segment);
    return segment;
  }
}
