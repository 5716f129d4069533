import { createDatabase } from "../support/postgres-database.ts";
import { describeFeedback } from "./feedback.contract.ts";

describeFeedback("PostgreSQL", async () => {
  const database = await createDatabase();
  const warehouse = await database.open();
  const end = async (): Promise<void> => {
    await warehouse.close();
    await database.drop();
  };
  return { warehouse, accountId: 18, end };
});
