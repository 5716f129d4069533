import { postgresDialect } from "../../src/warehouse/postgres/postgres-dialect.ts";
import { createDatabase } from "../support/postgres-database.ts";
import { describeProfileGolden } from "./profile.contract.ts";

describeProfileGolden(postgresDialect, async () => {
  const database = await createDatabase();
  const warehouse = await database.open();
  await warehouse.run("create schema staging");
  return {
    warehouse,
    end: async () => {
      await warehouse.close();
      await database.drop();
    },
  };
});
