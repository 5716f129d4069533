import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { DbtProject, PATIENT } from "./dbt-project.ts";
import { instant } from "./shop.ts";

vi.setConfig(PATIENT);

const POLICIES =
  "version,effective_from,currency,window_hours,hold_months,cycle_months,grace_days,validity_years,owner,approved_by";
const LEVELS = "version,tier,tier_name,min_balance,discount_percent";
const CLASSIC_POLICY = "1,2020-01-01 00:00:00,PLN,8760,,,,,,";
const CLASSIC_LEVELS = ["1,1,White,0,0", "1,2,Green,300,5"];

interface Case {
  readonly name: string;
  readonly policies: readonly string[];
  readonly levels: readonly string[];
  /** What the one who edited the seeds must read. */
  readonly says: readonly string[];
}

const REFUSED: readonly Case[] = [
  {
    name: "a second version in force",
    policies: [CLASSIC_POLICY, "2,2024-06-01 00:00:00,PLN,8760,,,,,,"],
    levels: [...CLASSIC_LEVELS, "2,1,White,0,0"],
    says: [
      "2 policy versions are in force at as_of 2024-06-01 00:00:00.000000 (UTC): 1, 2.",
      "Remedy: keep one and remove the others, or give the others an effective_from after as_of.",
    ],
  },
  {
    name: "no version in force",
    policies: ["1,2024-06-01 00:00:01,PLN,8760,,,,,,"],
    levels: CLASSIC_LEVELS,
    says: ["No policy is in force at as_of 2024-06-01 00:00:00.000000 (UTC)"],
  },
  {
    name: "a rule that the models do not follow yet",
    policies: ["1,2020-01-01 00:00:00,PLN,8760,12,,,,,"],
    levels: CLASSIC_LEVELS,
    says: ["Version 1 sets hold_months, a rule the models do not follow yet", "Remedy: leave hold_months empty."],
  },
  {
    name: "tiers whose thresholds do not ascend",
    policies: [CLASSIC_POLICY],
    levels: ["1,1,White,0,0", "1,2,Green,300,5", "1,3,Silver,300,8"],
    says: ["Tier 3 of version 1 does not begin above the tier below it"],
  },
  {
    name: "a lowest tier that leaves members below it",
    policies: [CLASSIC_POLICY],
    levels: ["1,1,White,0.0001,0"],
    says: ["The lowest tier of version 1 begins at 0.0001", "Remedy: let the lowest tier begin at 0"],
  },
];

describe("seeds that the models cannot follow stop the build and say so", () => {
  const project = new DbtProject();
  const asOf = instant("2024-06-01");
  const build = ["build", "--select", "tier_policies", "tier_levels", "int_policies_selected"];

  beforeAll(() => project.load([]));
  afterAll(() => project.dispose());

  test.each(REFUSED)("$name", async ({ policies, levels, says }) => {
    project.write("seeds/tier_policies.csv", `${[POLICIES, ...policies].join("\n")}\n`);
    project.write("seeds/tier_levels.csv", `${[LEVELS, ...levels].join("\n")}\n`);
    const { exitCode, output } = await project.dbt(build, { asOf });
    expect(exitCode).toBe(1);
    for (const sentence of says) expect(output.replaceAll(/\s+/g, " ")).toContain(sentence);
  });

  test("a version that begins later is no obstacle, nor is a shop without a single event", async () => {
    project.write(
      "seeds/tier_policies.csv",
      `${[POLICIES, CLASSIC_POLICY, "2,2024-06-01 00:00:01,PLN,8760,,,,,,"].join("\n")}\n`,
    );
    project.write("seeds/tier_levels.csv", `${[LEVELS, ...CLASSIC_LEVELS, "2,1,White,0,0"].join("\n")}\n`);
    await project.succeed(["build"], { asOf });
    expect(await project.rows("select tier_name, count_members from agg_tier_counts order by tier")).toEqual([
      { tier_name: "White", count_members: 0 },
      { tier_name: "Green", count_members: 0 },
    ]);
  });
});

describe("as_of", () => {
  const project = new DbtProject();

  beforeAll(async () => {
    project.write(
      "macros/print_as_of.sql",
      "{% macro print_as_of(given) %}{% for text in given %}{{ print(text ~ ' is ' ~ tierline.utc_text(text)) }}{% endfor %}{{ print('as_of is ' ~ tierline.as_of_text()) }}{% endmacro %}",
    );
    await project.load([]);
  });
  afterAll(() => project.dispose());

  test("the var wins over the environment; offsets become UTC", async () => {
    // 00:30 at an hour ahead of UTC is 23:30 the day before; 23:59 at an hour and a half behind is 01:29 the day after.
    const texts = ["2026-11-22T00:30:00.5+01:00", "2024-02-28T23:59-0130", "2000-02-29", "2024-12-31 23:59:59.123456Z"];
    const { exitCode, output } = await project.dbt(
      [
        "run-operation",
        "print_as_of",
        "--args",
        JSON.stringify({ given: texts }),
        "--vars",
        "{as_of: 2024-05-01T12:00:00+02:00}",
      ],
      { asOf: instant("2023-01-01") },
    );
    expect(exitCode).toBe(0);
    const lines = output.split("\n").filter((line) => line.includes(" is 2") && !line.includes("version"));
    expect(lines.map((line) => line.split(" is ")[1])).toEqual([
      "2026-11-21 23:30:00.500000",
      "2024-02-29 01:29:00.000000",
      "2000-02-29 00:00:00.000000",
      "2024-12-31 23:59:59.123456",
      "2024-05-01 10:00:00.000000",
    ]);
  });

  test("a day that does not exist is refused", async () => {
    const { exitCode, output } = await project.dbt(["build", "--vars", "{as_of: '1900-02-29T00:00:00Z'}"]);
    expect(exitCode).not.toBe(0);
    expect(output).toContain("as_of is not an instant: '1900-02-29T00:00:00Z'. Write ISO 8601 with Z or an offset");
  });
});
