import { defineConfig } from "vitest/config";

/**
 * `unit` is fast and needs nothing installed but npm packages; `whole` starts dbt, databases and servers. Files of `unit`
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
        },
      },
      {
        test: {
          name: "whole",
          include: ["test/{contract,engine,fault,golden,load,models,cli}/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
