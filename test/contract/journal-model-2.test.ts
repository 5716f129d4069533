import { describeHistories } from "./journal-model.ts";
import { sqlOnDuckDb } from "./journal-under-test.ts";

describeHistories("DuckDB", 1, 300, (clock) => sqlOnDuckDb(clock));
