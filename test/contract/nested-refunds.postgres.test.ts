import { createDatabase } from "../support/postgres-database.ts";
import { nestedRefundsContract } from "./nested-refunds.contract.ts";

nestedRefundsContract("PostgreSQL", async () => (await createDatabase()).open());
