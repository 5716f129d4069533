/** Law 1, counted from outside: every identity of desired ∪ synced falls in exactly one class at each place. */
import type { PlanHead } from "../../src/domain/plan.ts";
import type { DesiredRows } from "../../src/journal/in-memory/rows.ts";
import type { MemberAtPlace, PlanRequest } from "../../src/journal/journal.ts";
import { excludedBy } from "./excluded.ts";

/** `known`: what state held of each member just before the plan was made. */
export function checkCounts(
  { places, desired }: PlanRequest<DesiredRows>,
  { planNo, counts }: PlanHead,
  known: ReadonlyMap<string, readonly MemberAtPlace[]>,
): readonly string[] {
  return places.flatMap(({ place: { placeNo, kind, audience } }) => {
    const rows = counts.places.find((each) => each.placeNo === placeNo);
    if (rows === undefined) return [`plan ${planNo} does not count place ${placeNo}`];
    const named =
      kind === "contact"
        ? desired.members.rows.map(({ key }) => key)
        : desired.audiences.flatMap((model) =>
            model.rows.flatMap((row) => (row.audience === audience ? [row.memberKey] : [])),
          );
    const { blocked, heldOut } = excludedBy(desired);
    const kept = kind === "list" ? named.filter((key) => !blocked.has(key) && heldOut.has(key)) : [];
    const wanted = named.filter((key) => !blocked.has(key) && !kept.includes(key));
    const told = `${rows.suppressed} suppressed, ${rows.heldOut} held out`;
    const due = `${named.filter((key) => blocked.has(key)).length} suppressed, ${kept.length} held out`;
    if (told !== due) return [`plan ${planNo} tells ${told} at place ${placeNo}, where it should be ${due}`];
    const held = [...known].flatMap(([key, at]) => (at.some((each) => isHeld(each, placeNo)) ? [key] : []));
    const { enter, update, leave, unchanged, waiting, refused } = rows;
    const sum = enter + update + leave + unchanged + waiting + refused;
    const union = new Set([...wanted, ...held]).size;
    return sum === union ? [] : [`plan ${planNo} counts ${sum} rows at place ${placeNo}, where there are ${union}`];
  });
}

function isHeld({ place, saidOp, isSettled }: MemberAtPlace, placeNo: number): boolean {
  return place.placeNo === placeNo && saidOp !== null && !(saidOp === "leave" && isSettled === true);
}
