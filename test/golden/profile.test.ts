/** The exact text of the profile's statements on DuckDB, and that each of them runs. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { stagingModels } from "../../src/profile/staging-models.ts";
import * as group from "../../src/profile/statements/group-rows.ts";
import { readStaging } from "../../src/profile/statements/read-staging.ts";
import * as suspects from "../../src/profile/statements/select-suspects.ts";
import { summarize, summarizeAmounts } from "../../src/profile/statements/summarize.ts";
import { duckDbDialect as dialect } from "../../src/warehouse/duckdb/duckdb-dialect.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";

const AS_OF = "2024-06-30T12:00:00Z";
const [, , charges] = stagingModels;
if (charges === undefined) throw new Error("There is no model of charges.");
const tables: suspects.StagingTables = {
  customers: "customers",
  statuses: "statuses",
  charges: "charges",
  returns: "returns",
};
const window = { after: "2023-07-01T12:00:00.000Z", until: AS_OF, currency: "PLN" };

const statements: Readonly<Record<string, string>> = {
  readStaging: `select * from ${readStaging(dialect, charges, "charges", [
    { name: "EVENT_ID", type: "integer", scale: null, engineType: "BIGINT" },
    { name: "amount", type: "decimal", scale: 2, engineType: "DECIMAL(18,2)" },
    { name: "occurred_at", type: "text", scale: null, engineType: "VARCHAR" },
  ])} as t`,
  summarize: summarize(dialect, charges, "charges", AS_OF),
  summarizeAmounts: summarizeAmounts(dialect, "charges"),
  countByMonth: group.countByMonth(dialect, charges, "charges"),
  countByHour: group.countByHour(charges, "charges"),
  countByDayAndHour: group.countByDayAndHour(dialect, charges, "charges", ["2024-03-24", "2024-03-31"]),
  countByCurrency: group.countByCurrency(dialect, "charges"),
  countSuspects: suspects.countSuspects(suspects.selectRows("event_id", "charges", "amount < 0")),
  selectExamples: suspects.selectExamples(suspects.selectRows("event_id", "charges", "amount < 0")),
  selectDuplicates: suspects.selectDuplicates("event_id", "charges"),
  selectUnknownCustomers: suspects.selectUnknownCustomers("charges", "customers"),
  selectReturnsOfUnknownOrders: suspects.selectReturnsOfUnknownOrders(tables),
  selectOverReturnedOrders: suspects.selectOverReturnedOrders(tables),
  selectUnknownStatuses: suspects.selectUnknownStatuses("statuses"),
  selectResignedFirst: suspects.selectResignedFirst("statuses"),
  selectRepeatedStatuses: suspects.selectRepeatedStatuses("statuses"),
  selectContradictions: suspects.selectContradictions("statuses"),
  selectDataErrors: suspects.selectDataErrors(dialect, tables, window, "other_currency"),
};

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openDuckDb(":memory:", { access: "write", threads: 1 });
  const receipt = `event_id varchar, customer_id varchar, amount numeric(18,4), currency varchar, occurred_at timestamp,
    order_id varchar, channel varchar, margin_amount numeric(18,4)`;
  for (const [name, columns] of [
    ["customers", "customer_id varchar"],
    ["statuses", "event_id varchar, customer_id varchar, status varchar, occurred_at timestamp"],
    ["charges", receipt],
    ["returns", receipt],
  ])
    await warehouse.run(`create table ${name} (${columns})`);
});
afterAll(() => warehouse.close());

it.each(Object.entries(statements))("%s has the text that stands beside this file, and runs", async (name, sql) => {
  await expect(`${sql};\n`).toMatchFileSnapshot(`./duckdb-profile/${name}.sql`);
  expect((await warehouse.rows(sql)).length).toBeLessThanOrEqual(1);
});

it("no text is left over", () => {
  expect(readdirSync(join(import.meta.dirname, "duckdb-profile")).toSorted()).toEqual(
    Object.keys(statements)
      .map((name) => `${name}.sql`)
      .toSorted(),
  );
});
