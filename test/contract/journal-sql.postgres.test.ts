import { afterAll, beforeAll } from "vitest";
import { createDatabase, type TestDatabase } from "../support/postgres-database.ts";
import { describeAddresses } from "./journal-addresses.contract.ts";
import { describeExclusions } from "./journal-exclusions.contract.ts";
import { sqlOnPostgres } from "./journal-on-postgres.ts";
import { describeJournalRules } from "./journal-rules.contract.ts";
import { describeJournal } from "./journal.contract.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

describeJournal("SQL on PostgreSQL", (clock) => sqlOnPostgres(database, clock));
describeJournalRules("SQL on PostgreSQL", (clock) => sqlOnPostgres(database, clock));
describeExclusions("SQL on PostgreSQL", (clock) => sqlOnPostgres(database, clock));
describeAddresses("SQL on PostgreSQL", (clock) => sqlOnPostgres(database, clock));
