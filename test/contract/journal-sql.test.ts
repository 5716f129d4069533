import { describeAddresses } from "./journal-addresses.contract.ts";
import { describeExclusions } from "./journal-exclusions.contract.ts";
import { describeJournalRules } from "./journal-rules.contract.ts";
import { describeJournal } from "./journal.contract.ts";
import { sqlOnDuckDb } from "./journal-under-test.ts";

describeJournal("SQL on DuckDB", (clock) => sqlOnDuckDb(clock));
describeJournalRules("SQL on DuckDB", (clock) => sqlOnDuckDb(clock));
describeExclusions("SQL on DuckDB", (clock) => sqlOnDuckDb(clock));
describeAddresses("SQL on DuckDB", (clock) => sqlOnDuckDb(clock));
