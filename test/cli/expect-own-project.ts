/** What becomes of the data team's own project, on whichever engine: where it is built, what it says, what is sent. */
import { cp, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { planBody } from "../../src/cli/json/plan.ts";
import { runBody } from "../../src/cli/json/run.ts";
import type { HubSpotSandbox } from "../../src/sandbox/hubspot/hubspot-sandbox.ts";
import type { JsonEnded } from "../support/run-tierline.ts";
import type { OwnProject } from "./own-project.ts";

export const AS_OF = "2024-06-30T12:00:00Z";
const FILLED_IN = fileURLToPath(new URL("../data/own-project-staging", import.meta.url));

/** Puts the team's own staging models in place of the stubs. */
export async function fillIn({ folder }: OwnProject): Promise<void> {
  for (const name of await readdir(FILLED_IN)) await cp(join(FILLED_IN, name), join(folder, "models", "staging", name));
}

/** By one build of the target prod, where the project's own rules say. */
export async function expectBuilt(project: OwnProject): Promise<void> {
  expect(
    await project.rows(`select table_schema as s, table_name as t, table_type as k from information_schema.tables
      where table_schema not like 'dbt_kim%'
        and table_name in ('aud_tier', 'dim_members', 'stg_loyalty__charges', 'tier_levels', 'tierline_builds', 'broken')
      order by 2`),
  ).toEqual([
    { s: "loyalty", t: "aud_tier", k: "BASE TABLE" },
    { s: "loyalty", t: "dim_members", k: "VIEW" },
    { s: "staging", t: "stg_loyalty__charges", k: "VIEW" },
    { s: "rules", t: "tier_levels", k: "BASE TABLE" },
    { s: "analytics", t: "tierline_builds", k: "BASE TABLE" },
  ]);
  // The team's own hooks ran for this build.
  expect(await project.rows("select count(*)::integer as n from analytics.acme_audit")).toEqual([{ n: 1 }]);
  expect(
    await project.rows(`select customer_id, cast(joined_at as varchar) as joined_at, cast(balance as varchar) as balance,
      tier_name from loyalty.dim_members order by 1`),
  ).toEqual([
    { customer_id: "1", joined_at: "2023-12-31 23:30:00", balance: "2000.0000", tier_name: "Golden" },
    { customer_id: "2", joined_at: "2024-01-02 08:00:00", balance: "1999.9900", tier_name: "Silver" },
    { customer_id: "3", joined_at: "2024-01-02 08:00:00", balance: "900.0000", tier_name: "Green" },
    { customer_id: "4", joined_at: "2024-01-02 08:00:00", balance: "0.0000", tier_name: "White" },
    { customer_id: "5", joined_at: "2024-01-02 08:00:00", balance: "0.0000", tier_name: null },
  ]);
}

export function expectPlanned(planned: JsonEnded): void {
  expect([planned.exitCode, planned.errorCode], planned.stdout).toEqual([0, null]);
  expect(planned.read(planBody).syncs[0]?.plan?.places.map(({ name, enter }) => [name, enter])).toEqual([
    ["contacts", 4],
    ["Loyalty White", 1],
    ["Loyalty Green", 1],
    ["Loyalty Silver", 1],
    ["Loyalty Golden", 1],
  ]);
}

export function expectSent(ended: JsonEnded, sandbox: HubSpotSandbox): void {
  expect([ended.exitCode, ended.errorCode], ended.stdout).toEqual([0, null]);
  expect(ended.read(runBody).syncs[0]?.receipts).toEqual({ accepted: 8, refused: 0, withheld: 0, unsettled: 0 });
  expect(sandbox.membersOf("Loyalty Golden")).toHaveLength(1);
}
