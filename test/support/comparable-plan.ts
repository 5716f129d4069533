import type { PlanDocument } from "../../src/cli/json/plan.ts";

/** What a preview cannot know: when it is made, and what the destination was asked for. */
export function comparablePlan(plan: PlanDocument | null | undefined): object {
  if (plan === null || plan === undefined) throw new Error("There is no plan.");
  const { made_at: _madeAt, calls: _calls, seconds_expected: _seconds, places, ...rest } = plan;
  return { ...rest, places: places.map((place) => ({ ...place, count_at_destination: null })) };
}
