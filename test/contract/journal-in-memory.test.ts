import { describeAddresses } from "./journal-addresses.contract.ts";
import { describeExclusions } from "./journal-exclusions.contract.ts";
import { describeJournalRules } from "./journal-rules.contract.ts";
import { describeJournal } from "./journal.contract.ts";
import { inMemory } from "./journal-under-test.ts";

describeJournal("in memory", inMemory);
describeJournalRules("in memory", inMemory);
describeExclusions("in memory", inMemory);
describeAddresses("in memory", inMemory);
