import { describeHistories } from "./journal-model.ts";
import { sqlOnBigQuery } from "./journal-on-bigquery.ts";

// Of six, every second one: a comparison takes the emulator seconds to translate.
describeHistories("BigQuery", 0, 6, sqlOnBigQuery);
