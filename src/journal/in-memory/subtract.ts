/** What each place should hold: what the models name, without those who must not be sent, who are told beside it. */
import { REASON } from "../../domain/receipt.ts";
import type { PlannedPlace, PlanRequest } from "../journal.ts";
import { exclusionsOf, type Block, type Exclusions } from "./exclusions.ts";
import type { DesiredMember, DesiredRows } from "./rows.ts";

/** A member whom the models name for a place, and who is not desired there. */
export interface Subtracted {
  readonly placeNo: number;
  readonly memberKey: string;
  readonly reason: Block | typeof REASON.heldOut;
}

export interface Subtraction {
  readonly exclusions: Exclusions;
  readonly subtracted: readonly Subtracted[];
  /** The members whom a place of this plan should hold, by key. */
  desiredAt(placeNo: number): ReadonlySet<string>;
}

/** `members`: by key, each once. */
export function subtract(request: PlanRequest<DesiredRows>, members: ReadonlyMap<string, DesiredMember>): Subtraction {
  const exclusions = exclusionsOf(request.desired, members);
  const subtracted: Subtracted[] = [];
  const desired = new Map<number, Set<string>>();
  for (const place of request.places) {
    const { placeNo, kind, model } = place.place;
    const here = new Set<string>();
    desired.set(placeNo, here);
    for (const memberKey of wantedAt(request, place, members)) {
      const isHeldOut = kind === "list" && exclusions.isHeldOut(model, memberKey);
      const reason = exclusions.blockOf(memberKey) ?? (isHeldOut ? REASON.heldOut : null);
      if (reason === null) here.add(memberKey);
      else subtracted.push({ placeNo, memberKey, reason });
    }
  }
  return { exclusions, subtracted, desiredAt: (placeNo) => desired.get(placeNo) ?? new Set() };
}

/** Whom the models name here. A member whom an audience names twice counts where it stands first. */
function wantedAt(
  request: PlanRequest<DesiredRows>,
  { place, isInFile }: PlannedPlace,
  members: ReadonlyMap<string, DesiredMember>,
): readonly string[] {
  if (!isInFile) return [];
  if (place.kind === "contact") return [...members.keys()];
  const source = request.desired.audiences.find(({ model }) => model === place.model);
  const audienceOf = new Map<string, string>();
  for (const row of source?.rows ?? [])
    if (row.memberKey !== "" && !audienceOf.has(row.memberKey)) audienceOf.set(row.memberKey, row.audience);
  return [...audienceOf].flatMap(([key, audience]) => (audience === place.audience ? [key] : []));
}
