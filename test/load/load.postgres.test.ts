/** The rules of a load, from the files of the tests beside this one, on PostgreSQL. */
import { afterAll } from "vitest";
import { createDatabase, type TestDatabase } from "../support/postgres-database.ts";
import { openBenchesOn } from "./load-setup.ts";

const databases: TestDatabase[] = [];
openBenchesOn(async () => {
  const database = await createDatabase();
  databases.push(database);
  return database.open();
});
afterAll(async () => {
  for (const database of databases) await database.drop();
});

await import("./csv-dialect.test.ts");
await import("./descriptive-columns.test.ts");
await import("./idempotence.test.ts");
await import("./other-currencies.test.ts");
await import("./parquet.test.ts");
await import("./quarantine.test.ts");
await import("./refusals.test.ts");
