import { expect, test } from "vitest";
import { parseLogLine, progressOf } from "../../../src/dbt/log-line.ts";

/** Lines of dbt-core 1.11.16, shortened to the keys that are read and one that is not. */
const START = `{"data": {"description": "sql view model loyalty.aud_members", "index": 2, "node_info": {"node_name": "aud_members", "node_status": "started", "resource_type": "model"}, "total": 8}, "info": {"invocation_id": "0eb9", "level": "info", "msg": "2 of 8 START", "name": "LogStartLine"}}`;
const TEST = `{"data": {"index": 3, "node_info": {"node_name": "unique_id", "node_status": "fail", "resource_type": "test"}, "num_failures": 1, "num_models": 8, "status": "fail"}, "info": {"invocation_id": "0eb9", "level": "error", "msg": "3 of 8 FAIL 1", "name": "LogTestResult"}}`;
const SKIP = `{"data": {"index": 6, "node_info": {"node_name": "broken", "node_status": "skipped", "resource_type": "model"}, "total": 8}, "info": {"invocation_id": "0eb9", "level": "info", "msg": "6 of 8 SKIP", "name": "SkippingDetails"}}`;
const OTHER = `{"data": {"stat_line": "3 models"}, "info": {"invocation_id": "0eb9", "level": "info", "msg": "Found 3 models", "name": "FoundStats"}}`;

test.each([
  [START, { is: "started", index: 2, total: 8, node: "aud_members", resource: "model", status: "" }],
  [TEST, { is: "finished", index: 3, total: 8, node: "unique_id", resource: "test", status: "fail" }],
  [SKIP, { is: "finished", index: 6, total: 8, node: "broken", resource: "model", status: "skipped" }],
  [OTHER, undefined],
])("progress is read from dbt's lines", (line, expected) => {
  const event = parseLogLine(line);
  expect(event?.info.invocation_id).toBe("0eb9");
  expect(event === undefined ? "no event" : progressOf(event)).toEqual(expected);
});

test.each(["", "Traceback (most recent call last):", '{"half": ', "{}", '{"info": {"name": 1}}', "[1]"])(
  "%s is no event",
  (line) => {
    expect(parseLogLine(line)).toBeUndefined();
  },
);

test("an event with data of an unknown shape is still an event", () => {
  expect(parseLogLine(OTHER.replace('"stat_line": "3 models"', '"index": "three"'))?.info.name).toBe("FoundStats");
});
