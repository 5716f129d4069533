import { postgresDialect } from "../../src/warehouse/postgres/postgres-dialect.ts";
import { createDatabase } from "../support/postgres-database.ts";
import { describeGolden } from "./statements.contract.ts";

describeGolden(postgresDialect, async () => {
  const database = await createDatabase("warehouse");
  const warehouse = await database.open();
  for (const schema of ["tierline", "main"]) await warehouse.run(`create schema ${schema}`);
  return {
    warehouse,
    end: async () => {
      await warehouse.close();
      await database.drop();
    },
  };
});
