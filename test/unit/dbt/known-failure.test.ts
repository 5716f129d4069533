/** The sentences are those of dbt-core 1.11.16 and DuckDB 1.5.6, copied from runs. */
import { describe, expect, test } from "vitest";
import { knownFailure } from "../../../src/dbt/known-failure.ts";

const ALIAS = `Compilation Error
  dbt found two resources with the database representation ""dev"."core"."dim_members"".
  dbt cannot create two resources with identical database representations. To fix this,
  change the configuration of one of these resources:
  - model.acme.dim_members (models/core/dim_members.sql)
  - model.tierline.dim_members (models/marts/dim_members.sql)`;

const NAMES = `Compilation Error in operation tierline-on-run-start-0 (./dbt_project.yml)
  Two models are called tier_levels: reference/tier_levels.csv (acme) and seeds/tier_levels.csv (tierline)

  > in macro refuse_same_names (macros/names.sql)`;

const DESCRIBED = `Compilation Error
  dbt found two schema.yml entries for the same resource named stg_loyalty__charges. Resources and their associated columns may only be described a single time. To fix this, remove the resource entry for stg_loyalty__charges in one of these files:
   - models/staging/_loyalty__models.yml
  models/core/core.yml`;

const DISABLED =
  "Compilation Error\n  Model 'model.tierline.int_customers_united' (models/intermediate/int_customers_united.sql) depends on a node named 'stg_loyalty__charges' which is disabled";

const NO_RULES =
  "Compilation Error\n  Model 'model.tierline.int_policies_selected' (models/intermediate/int_policies_selected.sql) depends on a node named 'tier_levels' which is disabled";

const WARNING =
  "Compilation Error\n  [WARNING]: The node 'int_policies_selected'in package 'tierline' depends on the root project node 'seed.acme.tier_levels'.This may lead to unexpected cycles downstream.";

const READ_ONLY =
  'Runtime Error in model x (models/x.sql)\n  Invalid Input Error: Cannot execute statement of type "CREATE" on database "acme" which is attached in read-only mode!';

const LOCKED =
  'IO Error: Could not set lock on file "/shop/w.duckdb": Conflicting lock is held in /usr/bin/python3 (PID 4711).';

describe("what dbt says is told with what to do", () => {
  test.each([
    ["same_name", ALIAS, "models/core/dim_members.sql of acme and Tierline's models/marts/dim_members.sql", "Rename"],
    ["same_name", NAMES, "reference/tier_levels.csv of acme and Tierline's seeds/tier_levels.csv", "+enabled: true"],
    ["described_twice", DESCRIBED, "stg_loyalty__charges is described by Tierline already", "models/core/core.yml"],
    ["staging_missing", DISABLED, "The project has no model stg_loyalty__charges", "npx tierline init"],
    ["rules_missing", NO_RULES, "The project has no seed tier_levels", "npx tierline init"],
    ["warning_as_error", WARNING, "read the project's tier_levels", "PackageNodeDependsOnRootProjectNode"],
    ["warehouse_not_writable", READ_ONLY, "dbt may not write to the warehouse", "--target"],
    ["warehouse_locked", LOCKED, "in use by process 4711", "Wait"],
  ])("%s", (code, words, message, remedy) => {
    const error = knownFailure(words);
    expect(error?.code).toBe(code);
    expect(error?.message).toContain(message);
    expect(error?.remedy).toContain(remedy);
  });

  test("two resources that clash without us, and whatever else is new, are left to dbt's own words", () => {
    expect(knownFailure(ALIAS.replace("model.tierline.", "model.other."))).toBeUndefined();
    expect(knownFailure('Binder Error: Referenced column "x" not found')).toBeUndefined();
  });
});
