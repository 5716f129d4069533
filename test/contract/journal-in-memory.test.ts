import { describeJournal } from "./journal.contract.ts";
import { inMemory } from "./journal-under-test.ts";

describeJournal("in memory", inMemory);
