/** The models beside the old states, and the request that plans against them. */
import type { Journal, Lease, PlannedPlace, PlanRequest } from "../../src/journal/journal.ts";
import type { DesiredRelations } from "../../src/journal/sql/desired-relations.ts";

/** 2026-01-01, when every old state begins. */
export const OLD_STATE_AT_MS = Date.parse("2026-01-01T00:00:00Z");

export const oldStateModels: readonly string[] = [
  "create schema models",
  "create table models.aud_members (customer_id varchar, email varchar, reason_code varchar, tier_name varchar, balance decimal(18, 4))",
  `insert into models.aud_members values ('ann', 'ann@example.com', null, 'Golden', 1.5), ('bob', 'bob@example.com', null, 'Silver', 2),
   ('cleo', 'cleo@example.com', null, 'Silver', 3), ('dan', 'dan@example.com', null, 'Golden', 4.5), ('eve', null, 'DATA_ERROR', null, null)`,
  "create table models.aud_tier (audience varchar, customer_id varchar)",
  "insert into models.aud_tier values ('gold', 'ann'), ('silver', 'bob'), ('silver', 'cleo'), ('gold', 'dan')",
];

const desired: DesiredRelations = {
  members: {
    model: "aud_members",
    relation: "models.aud_members",
    key: "customer_id",
    email: "email",
    reason: "reason_code",
    consent: null,
    properties: [
      { type: "string", format: null, column: { name: "tier_name", type: "text", scale: null, engineType: "VARCHAR" } },
      {
        type: "number",
        format: "floor2",
        column: { name: "balance", type: "decimal", scale: 4, engineType: "DECIMAL(18,4)" },
      },
    ],
  },
  suppress: null,
  audiences: [{ model: "aud_tier", relation: "models.aud_tier", holdout: null, key: "customer_id", audience: "audience" }],
};

/** Proposes the places of the sync and asks for a plan with a cool-down of a second. */
export async function oldStateRequest(
  journal: Journal<DesiredRelations>,
  lease: Lease,
  runNo: number,
): Promise<PlanRequest<DesiredRelations>> {
  const specs = [
    { kind: "contact", name: "contacts", model: null, audience: null },
    { kind: "list", name: "Golden", model: "aud_tier", audience: "gold" },
    { kind: "list", name: "Silver", model: "aud_tier", audience: "silver" },
  ] as const;
  const places: PlannedPlace[] = [];
  for (const spec of specs)
    places.push({
      place: await journal.propose(lease, spec, "account"),
      isInFile: true,
      countAtDestination: spec.kind === "list" ? 3 : null,
    });
  return {
    sync: lease.sync,
    runNo,
    definitionHash: "definition",
    invocationId: "build",
    asOf: "2026-01-01T00:00:00Z",
    places,
    desired,
    coolDownMs: 1_000,
    onLeave: "clear",
    identifiedBy: "member",
    properties: ["loyalty_tier", "loyalty_balance"],
    mappingHash: "mapping",
  };
}
