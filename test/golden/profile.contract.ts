/** The exact text of every statement of the profile on one engine; each of them runs there. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stagingModels } from "../../src/profile/staging-models.ts";
import * as group from "../../src/profile/statements/group-rows.ts";
import { readStaging } from "../../src/profile/statements/read-staging.ts";
import * as suspects from "../../src/profile/statements/select-suspects.ts";
import { summarize, summarizeAmounts } from "../../src/profile/statements/summarize.ts";
import type { Dialect } from "../../src/warehouse/dialect.ts";
import type { GoldenEngine } from "./statements.contract.ts";

const AS_OF = "2024-06-30T12:00:00Z";
const [, , charges] = stagingModels;
if (charges === undefined) throw new Error("There is no model of charges.");
const tables: suspects.StagingTables = {
  customers: "staging.customers",
  statuses: "staging.statuses",
  charges: "staging.charges",
  returns: "staging.returns",
};
const window = { after: "2023-07-01T12:00:00.000Z", until: AS_OF, currency: "PLN" };
const negative = suspects.selectRows("event_id", tables.charges, "amount < 0");

const statementsIn = (dialect: Dialect): Readonly<Record<string, string>> => ({
  readStaging: `select * from ${readStaging(dialect, charges, "staging.odd_charges", [
    { name: "EVENT_ID", type: "integer", scale: null, engineType: dialect.types.bigint },
    { name: "amount", type: "decimal", scale: 4, engineType: dialect.amount.column },
    { name: "occurred_at", type: "text", scale: null, engineType: dialect.types.text },
  ])} as t`,
  summarize: summarize(dialect, charges, tables.charges, AS_OF),
  summarizeAmounts: summarizeAmounts(dialect, tables.charges),
  countByMonth: group.countByMonth(dialect, charges, tables.charges),
  countByHour: group.countByHour(charges, tables.charges),
  countByDayAndHour: group.countByDayAndHour(dialect, charges, tables.charges, ["2024-03-24", "2024-03-31"]),
  countByCurrency: group.countByCurrency(dialect, tables.charges),
  countSuspects: suspects.countSuspects(negative),
  selectExamples: suspects.selectExamples(negative),
  selectDuplicates: suspects.selectDuplicates("event_id", tables.charges),
  selectUnknownCustomers: suspects.selectUnknownCustomers(tables.charges, tables.customers),
  selectReturnsOfUnknownOrders: suspects.selectReturnsOfUnknownOrders(tables),
  selectOverReturnedOrders: suspects.selectOverReturnedOrders(tables),
  selectUnknownStatuses: suspects.selectUnknownStatuses(tables.statuses),
  selectResignedFirst: suspects.selectResignedFirst(tables.statuses),
  selectRepeatedStatuses: suspects.selectRepeatedStatuses(tables.statuses),
  selectContradictions: suspects.selectContradictions(tables.statuses),
  selectDataErrors: suspects.selectDataErrors(dialect, tables, window, "other_currency"),
});

/** Tables without a row; `odd_charges` is what somebody wrote who did not read the contract. */
function createTables(dialect: Dialect): readonly string[] {
  const { text, bigint, timestamp } = dialect.types;
  const amount = dialect.amount.column;
  const receipt = `event_id ${text}, customer_id ${text}, amount ${amount}, currency ${text}, occurred_at ${timestamp}, order_id ${text}, channel ${text}, margin_amount ${amount}`;
  const columns = {
    customers: `customer_id ${text}`,
    statuses: `event_id ${text}, customer_id ${text}, status ${text}, occurred_at ${timestamp}`,
    charges: receipt,
    returns: receipt,
    odd_charges: `${dialect.quote("EVENT_ID")} ${bigint}, amount ${amount}, occurred_at ${text}`,
  };
  return Object.entries(columns).map(([name, list]) => `create table staging.${name} (${list})`);
}

/** `start`: the schema `staging` is there, with nothing in it. */
export function describeProfileGolden(dialect: Dialect, start: () => Promise<GoldenEngine>): void {
  const statements = statementsIn(dialect);
  const folder = `${dialect.name}-profile`;

  describe(`the profile's statements on ${dialect.name}`, () => {
    let engine: GoldenEngine;
    beforeAll(async () => {
      engine = await start();
      for (const text of createTables(dialect)) await engine.warehouse.run(text);
    });
    afterAll(async () => {
      await engine.end();
    });

    it.each(Object.entries(statements))("%s has the text that stands beside this file, and runs", async (name, sql) => {
      await expect(`${sql};\n`).toMatchFileSnapshot(`./${folder}/${name}.sql`);
      expect((await engine.warehouse.rows(sql)).length).toBeLessThanOrEqual(1);
    });

    it("no text is left over", () => {
      expect(readdirSync(join(import.meta.dirname, folder)).toSorted()).toEqual(
        Object.keys(statements)
          .map((name) => `${name}.sql`)
          .toSorted(),
      );
    });
  });
}
