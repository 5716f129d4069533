import { expect, it } from "vitest";
import { earlyFailure, nodeFailure } from "../../src/dbt/build-failure.ts";

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

it("columns that are not those of the contract are told one by one, without dbt's table", () => {
  const message = [
    "Compilation Error in model stg_loyalty__customers (models/staging/stg_loyalty__customers.sql)",
    "  This model has an enforced contract that failed.",
    "  Please ensure the name, data_type, and number of columns in your contract match the columns in your model's definition.",
    "  ",
    "  | column_name | definition_type | contract_type | mismatch_reason       |",
    "  | ----------- | --------------- | ------------- | --------------------- |",
    "  | country     |                 | VARCHAR       | missing in definition |",
    "  | last_name   | INTEGER         | VARCHAR       | data type mismatch    |",
    "  | nick        | VARCHAR         |               | missing in contract   |",
    "  ",
    "  ",
    "  > in macro assert_columns_equivalent (macros/relations/column/columns_spec_ddl.sql)",
  ].join("\n");
  const failed = { unique_id: "model.acme.stg_loyalty__customers", status: "error", message };
  const said = nodeFailure([failed], undefined, "target");
  expect(said.message).toBe(
    "The node stg_loyalty__customers failed: its columns are not those of its contract: country (VARCHAR) is missing; " +
      "last_name is INTEGER, not VARCHAR; nick is none of them.",
  );
  expect(said.remedy).toBe(
    "Select each column with its type, as cast(… as …) as name, and build again; nothing was sent.",
  );
});
