/** The models over Tierline's state, with values worked by hand; `engines.test.ts` holds the other engines to the same. */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { DbtProject, PATIENT } from "./dbt-project.ts";
import { watchState } from "./engines/watch-state.ts";

vi.setConfig(PATIENT);

const project = new DbtProject();

beforeAll(async () => {
  watchState(project.folder, "main");
  // Tier periods by hand: all of them built would tell no more. ada, ben and cem come to Golden just when its list is taken, dot long before.
  const periods = ["ada", "ben", "cem"].map((id) => `('${id}', 3, 'Golden', timestamp '2024-03-01 06:00:00')`);
  await project.create(
    `create table fct_tier_periods as select *, timestamp '9999-12-31' as valid_to
     from (values ${periods.join(", ")}, ('dot', 3, 'Golden', timestamp '2023-01-01')) as t (customer_id, tier, tier_name, valid_from)`,
  );
  await project.succeed(["build", "--select", "path:models/observability"]);
});
afterAll(() => project.dispose());

test("what came of changes, day by day", async () => {
  const rows = await project.rows(
    "select * exclude (sync, place_name) from agg_delivery_rate order by closed_on, place_no",
  );
  expect(rows.map((row) => Object.values(row).map(String))).toEqual([
    // Three of four accepted.
    ["1", "2024-03-01", "4", "3", "1", "0", "0", "0.7500"],
    ["2", "2024-03-01", "3", "3", "0", "0", "0", "1.0000"],
    ["3", "2024-03-01", "1", "0", "0", "1", "0", "0.0000"],
    ["2", "2024-03-02", "3", "2", "0", "0", "1", "0.6667"],
    ["1", "2024-03-03", "1", "0", "1", "0", "0", "0.0000"],
    ["2", "2024-03-03", "2", "2", "0", "0", "0", "1.0000"],
  ]);
});

test("refused by reason, with the first and the last time", async () => {
  expect(await project.rows("select * exclude (sync) from agg_refusals")).toEqual([
    {
      place_no: "1",
      place_name: "contacts",
      reason: "invalid_email",
      count_changes: "2",
      first_refused_at: "2024-03-01 06:00:00",
      last_refused_at: "2024-03-03 06:00:00",
    },
  ]);
});

test("added, removed and on the list, day by day, from today's size backwards", async () => {
  // Four are on it now; two came on the third day, one left on the second (another was there before us, and stays).
  const rows = await project.rows(
    "select closed_on, count_added, count_removed, count_members from agg_list_days order by 1",
  );
  expect(rows.map((row) => Object.values(row).map(String))).toEqual([
    ["2024-03-01", "3", "0", "3"],
    ["2024-03-02", "0", "1", "2"],
    ["2024-03-03", "2", "0", "4"],
  ]);
});

test("the time from the change of tier to the list, of those who came after it was taken", async () => {
  // 30, 90 and 3,000 minutes: 1,040 on average.
  const rows = await project.rows(
    "select count_members, count_within_hour, count_within_day, average_minutes, longest_minutes from agg_delivery_delay",
  );
  expect(rows.map((row) => Object.values(row).map(String))).toEqual([["3", "1", "2", "1040.0000", "3000"]]);
});
