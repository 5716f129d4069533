import process from "node:process";
import { describe } from "vitest";
import { openProject } from "../support/bigquery-project.ts";
import { describeFeedback } from "./feedback.contract.ts";

const isWhole = process.env["TIERLINE_TEST_BIGQUERY"] === "whole";
if (!isWhole)
  process.stderr.write(
    "feedback on BigQuery is skipped: its days take the emulator a minute and a half; TIERLINE_TEST_BIGQUERY=whole runs it\n",
  );
let accounts = 0;

describe.skipIf(!isWhole)("campaign events", () => {
  describeFeedback("BigQuery", async () => {
    const warehouse = await openProject();
    accounts += 1;
    return { warehouse, accountId: 1_900 + accounts, end: async () => warehouse.close() };
  });
});
