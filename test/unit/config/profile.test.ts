import { describe, expect, test } from "vitest";
import { ConfigError } from "../../../src/domain/errors.ts";
import { readProfile, type Profile } from "../../../src/config/profile.ts";

const PROFILES = `config: {send_anonymous_usage_stats: false}
tierline:
  target: "{{ env_var('DBT_TARGET', 'dev') }}"
  outputs:
    dev:
      type: duckdb
      path: "{{ env_var('TIERLINE_WAREHOUSE', 'warehouse.duckdb') }}"
      schema: loyalty
      threads: "{{ env_var('THREADS', '4') | as_number }}"
    prod: {type: duckdb, path: "{{ env_var('PROD_PATH') }}"}
    cloud: {type: bigquery, project: x}
`;

function read(text: string, target: string | null = null, environment: Record<string, string> = {}): Profile<"duckdb"> {
  return readProfile({
    file: "profiles.yml",
    text,
    profile: "tierline",
    target,
    folder: "/shop",
    environment,
    engines: ["duckdb"],
  });
}

function refusal(text: string, target: string | null = null): readonly unknown[] {
  try {
    read(text, target);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    expect(error.location?.text, "a line of profiles.yml is never shown").toBeUndefined();
    return [error.code, error.location?.line, error.location?.column, error.remedy];
  }
  return [];
}

describe("profiles.yml", () => {
  test("gives the connection of its target, rendered", () => {
    expect(read(PROFILES)).toEqual({
      target: "dev",
      targets: ["dev", "prod", "cloud"],
      connection: { type: "duckdb", path: "/shop/warehouse.duckdb", database: "warehouse", schema: "loyalty" },
    });
    expect(read(PROFILES, null, { TIERLINE_WAREHOUSE: "/data/w.prod.duckdb" }).connection).toMatchObject({
      path: "/data/w.prod.duckdb",
      database: "w.prod",
    });
  });

  test("renders only the target that is used, chosen by name or variable", () => {
    expect(read(PROFILES, "prod", { PROD_PATH: "p" }).connection).toEqual({
      type: "duckdb",
      path: "/shop/p",
      database: "p",
      schema: "main",
    });
    expect(read(PROFILES, null, { DBT_TARGET: "prod", PROD_PATH: "p" }).target).toBe("prod");
  });

  test.each([
    ["a variable that is not set", PROFILES, "prod", ["missing_variable", 10, 33, "Set it: export PROD_PATH=…"]],
    ["another target", PROFILES, "prd", ["unknown_target", 5, 5, 'Did you mean "prod"? Known: dev, prod, cloud.']],
    [
      "another profile",
      PROFILES.replace("tierline:", "tierlin:"),
      null,
      ["unknown_profile", 1, 1, 'Did you mean "tierlin"? Known: tierlin.'],
    ],
    ["another warehouse", PROFILES, "cloud", ["unsupported_warehouse", 11, 19, "Use type: duckdb."]],
    [
      "a database in memory",
      PROFILES.replace(/path: "\{\{ env_var\('TIERLINE.*/u, "path: ':memory:'"),
      null,
      ["invalid_value", 7, 13, "Write path: warehouse.duckdb (relative to the dbt project)."],
    ],
    [
      "a database elsewhere",
      PROFILES.replace(/path: "\{\{ env_var\('TIERLINE.*/u, "path: md:shop"),
      null,
      ["invalid_value", 7, 13, "Write path: warehouse.duckdb (relative to the dbt project)."],
    ],
    [
      "broken syntax",
      "tierline:\n  target: [dev\n",
      null,
      ["yaml_syntax", 3, 1, "Check the indentation and unclosed brackets."],
    ],
    ["an empty file", "", null, ["invalid_value", 1, 1, "See dbt's page on profiles.yml."]],
  ])("refuses %s", (_name, text, target, expected) => {
    expect(refusal(text, target)).toEqual(expected);
  });

  test("refuses other Jinja by name, at its place", () => {
    const [code, line, column] = refusal(PROFILES.replace("loyalty", `"x_{{ var('schema') }}"`));
    expect([code, line, column]).toEqual(["unsupported_jinja", 8, 18]);
  });
});
