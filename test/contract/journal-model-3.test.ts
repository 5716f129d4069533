import { describeHistories } from "./journal-model.ts";
import { sqlOnDuckDb } from "./journal-under-test.ts";

describeHistories("DuckDB", { share: 2, of: 4 }, 300, (clock) => sqlOnDuckDb(clock));
