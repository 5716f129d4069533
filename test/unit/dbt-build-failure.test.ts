import { expect, it } from "vitest";
import { earlyFailure } from "../../src/dbt/build-failure.ts";

it("what dbt says of its own command line is told without how to use it, and without its values", () => {
  const lines = [
    "Usage: dbt build [OPTIONS]",
    "Try 'dbt build --help' for help.",
    "",
    "Error: Invalid value for '--state': Directory '/srv/prod' does not exist.",
  ];
  expect(earlyFailure([], lines).message).toBe(
    "dbt stopped before it built anything: Error: Invalid value for '…' does not exist.",
  );
});
