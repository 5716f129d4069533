import { afterAll, beforeAll } from "vitest";
import { createDatabase, type TestDatabase } from "../support/postgres-database.ts";
import { describeHistories } from "./journal-model.ts";
import { sqlOnPostgres } from "./journal-on-postgres.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

describeHistories("PostgreSQL", { share: 1, of: 2 }, 40, (clock) => sqlOnPostgres(database, clock));
