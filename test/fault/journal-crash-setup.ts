/** What the killed runner and the one after it have in common. */
import type { PlannedPlace, PlanRequest, Journal, Lease } from "../../src/journal/journal.ts";
import type { DesiredRelations } from "../../src/journal/sql/desired-relations.ts";

export const SYNC = "gold";
export const MEMBERS = 3_000;
export const basis = { definitionHash: "d", invocationId: "b" };

export const ALLOWANCE = { guards: ["first-run" as const], reason: "go live", by: "ann" };

export const models = [
  "create schema models",
  `create table models.aud_members as select 'c' || lpad(cast(i as varchar), 5, '0') as customer_id, 'c' || i || '@example.com' as email from generate_series(1, ${MEMBERS}) as t(i)`,
  "create table models.aud_tier as select 'gold' as audience, customer_id from models.aud_members",
];

export async function proposePlaces(
  journal: Journal<DesiredRelations>,
  lease: Lease,
): Promise<readonly PlannedPlace[]> {
  const contacts = { kind: "contact", name: "contacts", model: null, audience: null } as const;
  const golden = { kind: "list", name: "Golden", model: "aud_tier", audience: "gold" } as const;
  const places: PlannedPlace[] = [];
  for (const spec of [contacts, golden])
    places.push({
      place: await journal.propose(lease, spec, "account"),
      isInFile: true,
      countAtDestination: null,
    });
  return places;
}

export function crashRequest(places: readonly PlannedPlace[], runNo: number): PlanRequest<DesiredRelations> {
  return {
    sync: SYNC,
    runNo,
    ...basis,
    asOf: "2026-01-01T00:00:00Z",
    places,
    coolDownMs: 0,
    onLeave: "clear",
    identifiedBy: "member",
    properties: [],
    mappingHash: "m",
    desired: {
      members: {
        model: "aud_members",
        relation: "models.aud_members",
        key: "customer_id",
        email: "email",
        reason: null,
        consent: null,
        properties: [],
      },
      suppress: null,
      audiences: [
        { model: "aud_tier", relation: "models.aud_tier", holdout: null, key: "customer_id", audience: "audience" },
      ],
    },
  };
}
