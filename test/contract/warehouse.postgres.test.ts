import { createDatabase } from "../support/postgres-database.ts";
import { describeDialect } from "./dialect.contract.ts";
import { describeValues } from "./warehouse-values.contract.ts";
import { describeWarehouse, type WarehouseUnderTest } from "./warehouse.contract.ts";

async function start(): Promise<WarehouseUnderTest> {
  const database = await createDatabase();
  const warehouse = await database.open();
  await warehouse.run("create schema suite");
  return {
    warehouse,
    schema: "suite",
    end: async () => {
      await warehouse.close();
      await database.drop();
    },
  };
}

describeWarehouse("PostgreSQL", start);
describeValues("PostgreSQL", start);
describeDialect("PostgreSQL", start);
