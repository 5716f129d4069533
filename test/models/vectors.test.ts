import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { DbtProject, PATIENT, type Row } from "./dbt-project.ts";
import { amount, amountText, instant } from "./shop.ts";
import { VECTOR_MEMBERS, rejoining, rolling, snapshots } from "./vector-members.ts";

vi.setConfig(PATIENT);

/** Through the real models, at the instants they name. */
describe("worked examples", () => {
  const project = new DbtProject();
  const answers = new Map<string, Row>();

  beforeAll(async () => {
    await project.load(VECTOR_MEMBERS);
    for (const asOf of new Set([...snapshots.map((vector) => vector.as_of), rejoining.as_of])) {
      await project.succeed(["build", "--exclude-resource-type", "test"], { asOf: instant(asOf) });
      const rows = await project.rows("select customer_id, balance, tier, reason_code from dim_members");
      for (const row of rows) answers.set(`${String(row["customer_id"])} ${asOf}`, row);
    }
  });
  afterAll(() => project.dispose());

  test("all eighteen of the classic rule are here", () => {
    expect(snapshots.map((vector) => vector.id)).toEqual(
      Array.from({ length: 18 }, (_, index) => `S${String(index + 1).padStart(2, "0")}`),
    );
  });

  test.each(snapshots)("$id", ({ id, as_of: asOf, expect: expected }) => {
    expect(answers.get(`${id} ${asOf}`)).toEqual({
      customer_id: id,
      balance: amountText(amount(expected.balance)),
      tier: expected.tier,
      reason_code: null,
    });
  });

  test("D01: Golden at once, White when the charge leaves the window", async () => {
    const periods =
      await project.rows(`select cast(valid_from as varchar) as at, lag(tier) over (order by valid_from) as before, tier
      from fct_tier_periods where customer_id = 'D01' order by valid_from`);
    const moves = periods.slice(1).map((row) => [String(row["at"]).replace(" ", "T"), row["before"], row["tier"]]);
    expect(moves).toEqual(rolling.expect);
    expect(moves).toEqual([
      ["2024-02-01T12:00:00", 1, 4],
      ["2025-01-31T12:00:00", 4, 1],
    ]);
  });

  test("M01: three charges count through resigning and rejoining", () => {
    const { balance, tier } = rejoining.expect.first_ever_literal;
    expect(answers.get(`M01 ${rejoining.as_of}`)).toEqual({
      customer_id: "M01",
      balance: amountText(amount(balance)),
      tier,
      reason_code: null,
    });
  });

  test("M01: no tier from resigning to rejoining", async () => {
    // The last build was at 2024-11-01. Charges: 400 on 1 February, 400 on 1 June while resigned, 400 on 1 October.
    const changes = await project.rows(`select strftime(changed_at, '%Y-%m-%d') as changed_on, from_tier, to_tier, cause
      from fct_tier_changes where customer_id = 'M01' order by changed_at`);
    expect(changes.map((row) => Object.values(row))).toEqual([
      ["2024-01-01", null, 1, "join"],
      ["2024-02-01", 1, 2, "charge"],
      ["2024-03-01", 2, null, "resign"],
      ["2024-09-01", null, 2, "rejoin"],
      ["2024-10-01", 2, 3, "charge"],
    ]);
  });
});
