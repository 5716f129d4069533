/** A shop whose members are known by their addresses, and how a plan of it is told. */
import type { Holdout } from "../../src/domain/holdout.ts";
import type { PlanHead } from "../../src/domain/plan.ts";
import type { DesiredRows } from "../../src/journal/in-memory/rows.ts";

interface Person {
  readonly email: string | null;
  readonly tier?: string | null;
  readonly points?: string;
  readonly reason?: string | null;
}

export interface Shop {
  readonly people: Readonly<Record<string, Person>>;
  /** Keys. */
  readonly suppress?: readonly string[];
  readonly holdout?: Holdout;
}

export function rowsOf({ people, suppress, holdout }: Shop): DesiredRows {
  const all = Object.entries(people);
  return {
    members: {
      model: "aud_members",
      isConsentAsked: false,
      rows: all.map(([key, { email, points = "1", reason = null }]) => ({ key, email, reason, properties: [points] })),
    },
    suppress:
      suppress === undefined
        ? null
        : { model: "aud_suppressed", rows: suppress.map((memberKey) => ({ memberKey, email: null })) },
    audiences: [
      {
        model: "aud_tier",
        holdout: holdout ?? null,
        rows: all.flatMap(([memberKey, { tier = "gold" }]) => (tier === null ? [] : [{ memberKey, audience: tier }])),
      },
    ],
  };
}

/** Per place: desired, then enter, update, leave, unchanged, waiting, refused. */
export function countsOf({ counts }: PlanHead): readonly string[] {
  return counts.places.map(
    ({ desired, enter, update, leave, unchanged, waiting, refused }) =>
      `${desired}: ${[enter, update, leave, unchanged, waiting, refused].join(" ")}`,
  );
}
