import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { differences } from "./compare.ts";
import { DbtProject, PATIENT, REPOSITORY } from "./dbt-project.ts";
import { AS_OF, randomMembers } from "./random-members.ts";
import type { Rules } from "./reference.ts";
import { amount } from "./shop.ts";

vi.setConfig(PATIENT);

/** Another programme: six tiers with gaps in their ranks, a window of 730 days. */
const RULES: Rules = {
  windowHours: 730 * 24,
  currency: "PLN",
  levels: [
    { tier: 10, name: "Newcomer", from: 0n },
    { tier: 20, name: "Friend", from: amount("0.0001") },
    { tier: 25, name: "Regular", from: amount("150") },
    { tier: 40, name: "Patron", from: amount("999.995") },
    { tier: 50, name: "Circle", from: amount("1700.5") },
    { tier: 60, name: "Inner Circle", from: amount("4000") },
  ],
};

const PROJECT = `name: shop
profile: tierline
flags:
  warn_error_options: {silence: [PackageNodeDependsOnRootProjectNode]}
`;

const STAGING: Readonly<Record<string, string>> = {
  customers: "select customer_id, email, first_name, last_name, country, created_at from raw.customers",
  status_events: "select event_id, customer_id, status, occurred_at from raw.loyalty_status",
  charges:
    "select event_id, customer_id, amount, currency, occurred_at, order_id, cast(null as varchar) as channel, cast(null as decimal(18, 4)) as margin_amount from raw.charges",
  returns: "select event_id, customer_id, amount, currency, occurred_at, order_id from raw.returns",
};

function fill(project: DbtProject): void {
  project.write("dbt_project.yml", PROJECT);
  project.write("packages.yml", `packages:\n  - local: ${REPOSITORY}\n`);
  for (const [name, sql] of Object.entries(STAGING)) project.write(`models/stg_loyalty__${name}.sql`, `${sql}\n`);
  project.write(
    "models/aud_debtors.sql",
    "select 'debtors' as audience, customer_id from {{ ref('dim_members') }} where tier is not null and balance < 0\n",
  );
  project.write(
    "seeds/tier_policies.csv",
    "version,effective_from,currency,window_hours,hold_months,cycle_months,grace_days,validity_years,owner,approved_by\n7,2000-01-01,pln,17520,,,,,,\n",
  );
  const levels = RULES.levels.map(({ tier, name, from }) => `7,${tier},${name},${Number(from) / 10_000},${tier / 10}`);
  project.write("seeds/tier_levels.csv", `version,tier,tier_name,min_balance,discount_percent\n${levels.join("\n")}\n`);
}

/** A data team's own project: the package installed beside its own seeds, staging and audiences. */
describe("as an installed package", () => {
  const members = randomMembers(7, 400);
  const project = new DbtProject(() => {});
  let output = "";

  beforeAll(async () => {
    fill(project);
    await project.load(members);
    await project.succeed(["deps"]);
    output = await project.succeed(["build"], { asOf: AS_OF });
  });
  afterAll(() => project.dispose());

  test("six tiers of other names and another window need no new SQL", async () => {
    expect((await differences(project, members, RULES, AS_OF)).slice(0, 3)).toEqual([]);
  });

  test("every one of the six tiers is met", async () => {
    expect(await project.rows("select count(distinct tier)::integer as n from fct_tier_periods")).toEqual([{ n: 6 }]);
  });

  test("the package's tests and contracts hold the project's own staging models; nothing is warned of", () => {
    expect(output).toMatch(/PASS key_stg_loyalty__charges_event_id/);
    expect(output).not.toMatch(/warning/i);
  });

  test("an audience of the project's own is recorded beside the package's", async () => {
    expect(
      await project.rows("select unique_id, status from tierline_build_nodes where model like 'aud%' order by model"),
    ).toEqual([
      { unique_id: "model.shop.aud_debtors", status: "success" },
      { unique_id: "model.tierline.aud_members", status: "success" },
      { unique_id: "model.tierline.aud_tier", status: "success" },
    ]);
  });
});
