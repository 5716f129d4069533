import { describeExclusions } from "./journal-exclusions.contract.ts";
import { sqlOnBigQuery } from "./journal-on-bigquery.ts";
import { describeJournalRules } from "./journal-rules.contract.ts";
import { describeJournal } from "./journal.contract.ts";

describeJournal("SQL on BigQuery", sqlOnBigQuery);
describeJournalRules("SQL on BigQuery", sqlOnBigQuery);
describeExclusions("SQL on BigQuery", sqlOnBigQuery);
