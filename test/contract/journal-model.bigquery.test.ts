import process from "node:process";
import { describeHistories } from "./journal-model.ts";
import { sqlOnBigQuery } from "./journal-on-bigquery.ts";

// Every second one: a comparison takes the emulator seconds to translate, a history two minutes.
const count = process.env["TIERLINE_TEST_BIGQUERY"] === "whole" ? 6 : 2;
describeHistories("BigQuery", { share: 0, of: 2 }, count, sqlOnBigQuery);
