/** What a cell becomes, as the tests beside this file say it, on PostgreSQL. */
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

await import("./cells.test.ts");
