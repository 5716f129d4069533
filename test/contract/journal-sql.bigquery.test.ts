import process from "node:process";
import { describe } from "vitest";
import { describeExclusions } from "./journal-exclusions.contract.ts";
import { sqlOnBigQuery } from "./journal-on-bigquery.ts";
import { describeJournalRules } from "./journal-rules.contract.ts";
import { describeJournal } from "./journal.contract.ts";

describeJournal("SQL on BigQuery", sqlOnBigQuery);

/** The emulator takes seconds to translate each comparison: half an hour for these alone. */
const isWhole = process.env["TIERLINE_TEST_BIGQUERY"] === "whole";
if (!isWhole)
  process.stderr.write(
    "journal on BigQuery: rules and exclusions are skipped; TIERLINE_TEST_BIGQUERY=whole runs them\n",
  );

describe.skipIf(!isWhole)("at length", () => {
  describeJournalRules("SQL on BigQuery", sqlOnBigQuery);
  describeExclusions("SQL on BigQuery", sqlOnBigQuery);
});
