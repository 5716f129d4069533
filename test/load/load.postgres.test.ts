/** The rules of a load, from the files of the tests beside this one, on PostgreSQL. */
import { createDatabase } from "../support/postgres-database.ts";
import { openBenchesOn } from "./load-setup.ts";

// A database for each load; they go with the run's server. To drop a hundred of them took minutes of checkpoints.
openBenchesOn(async () => (await createDatabase()).open());

await import("./csv-dialect.test.ts");
await import("./descriptive-columns.test.ts");
await import("./idempotence.test.ts");
await import("./other-currencies.test.ts");
await import("./parquet.test.ts");
await import("./quarantine.test.ts");
await import("./refusals.test.ts");
