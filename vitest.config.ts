import { defineConfig } from "vitest/config";

// dbt and the emulator are started some hundred times, and would be compiled as often: 3 s of 4 each.
delete process.env["PYTHONDONTWRITEBYTECODE"];

/**
 * `unit` is fast and needs nothing installed but npm packages; `whole` starts dbt, databases and servers;
 * `postgres` and `bigquery` the same beside one PostgreSQL server or one emulator, which they bring along. Files of `unit`
 * share their workers' modules: importing them anew for each file took 10 s instead of 4, and pure modules keep nothing.
 */
export default defineConfig({
  test: {
    // By default one core is left idle: on two cores everything would wait in one line.
    maxWorkers: "100%",
    projects: [
      {
        test: {
          name: "unit",
          isolate: false,
          include: ["test/unit/**/*.test.ts", "test/tidy/**/*.test.ts"],
          // Seconds on a machine of its own; on one that ten others share the default of five is met.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "whole",
          include: ["test/{contract,engine,fault,golden,load,models,cli}/**/*.test.ts"],
          exclude: ["test/**/*.{postgres,bigquery}.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "postgres",
          include: ["test/**/*.postgres.test.ts"],
          globalSetup: ["test/support/start-postgres.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "bigquery",
          include: ["test/**/*.bigquery.test.ts"],
          globalSetup: ["test/support/start-bigquery.ts"],
          // The emulator does one thing at a time.
          maxWorkers: 2,
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
