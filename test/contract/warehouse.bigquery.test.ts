import { expect, it } from "vitest";
import { openProject, ownDataset } from "../support/bigquery-project.ts";
import { describeDialect } from "./dialect.contract.ts";
import { describeValues } from "./warehouse-values.contract.ts";
import { describeWarehouse, type WarehouseUnderTest } from "./warehouse.contract.ts";

async function start(): Promise<WarehouseUnderTest> {
  const schema = ownDataset("suite");
  const warehouse = await openProject({ scratchSchema: schema });
  await warehouse.ensureSchema(schema);
  const end = async (): Promise<void> => {
    await warehouse.run(`drop schema ${schema} cascade`);
    await warehouse.close();
  };
  return { warehouse, schema, end };
}

describeWarehouse("BigQuery", start);
describeValues("BigQuery", start);
describeDialect("BigQuery", start);

it("reads a decimal of nothing without an exponent", async () => {
  const warehouse = await openProject();
  const half = "cast('1.5' as numeric)";
  expect(await warehouse.rows(`select ${half} - ${half} as nothing, ${half} / 1000000 as little`)).toEqual([
    { nothing: "0", little: "0.0000015" },
  ]);
});
