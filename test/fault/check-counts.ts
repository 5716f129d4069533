/** Law 1, counted from outside: every identity of desired ∪ synced falls in exactly one class at each place. */
import type { PlanHead } from "../../src/domain/plan.ts";
import type { DesiredRows } from "../../src/journal/in-memory/rows.ts";
import type { MemberAtPlace, PlanRequest } from "../../src/journal/journal.ts";

/** `known`: what state held of each member just before the plan was made. */
export function checkCounts(
  { places, desired }: PlanRequest<DesiredRows>,
  { planNo, counts }: PlanHead,
  known: ReadonlyMap<string, readonly MemberAtPlace[]>,
): readonly string[] {
  return places.flatMap(({ place: { placeNo, kind, audience } }) => {
    const rows = counts.places.find((each) => each.placeNo === placeNo);
    if (rows === undefined) return [`plan ${planNo} does not count place ${placeNo}`];
    const wanted =
      kind === "contact"
        ? desired.members.rows.map(({ key }) => key)
        : desired.audiences.flatMap((model) =>
            model.rows.flatMap((row) => (row.audience === audience ? [row.memberKey] : [])),
          );
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
