/** A share of the histories with their state on a server: a runner that dies loses its connections, one that stands still keeps them. */
import { afterAll, beforeAll, it } from "vitest";
import { createDatabase, type TestDatabase } from "../support/postgres-database.ts";
import { expectRight } from "./expect-right.ts";
import { postgresStore } from "./postgres-store.ts";

const only = process.env["TIERLINE_SEED"];
const HISTORIES = Number(process.env["TIERLINE_POSTGRES_HISTORIES"] ?? 6);
/** Other seeds than those that are played in memory. */
const FIRST_SEED = 10_001;

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

const seeds = only === undefined ? Array.from({ length: HISTORIES }, (_, at) => FIRST_SEED + at) : [Number(only)];

it(`membership equals the audience after ${seeds.length} histories on PostgreSQL`, { timeout: 600_000 }, async () => {
  await expectRight(seeds, postgresStore(database));
});
