import { expect, test } from "vitest";
import { readFeedback } from "../../src/feedback/read-feedback.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import { createStillClock, setUp } from "./destination-setup.ts";
import { FEEDBACK_WORLDS } from "./feedback-worlds.ts";
import { describeFeedback, describeReading } from "./feedback.contract.ts";

const inMemory = async () => {
  const warehouse = await openDuckDb(":memory:", { access: "write" });
  return { warehouse, accountId: 17, end: async () => warehouse.close() };
};
describeFeedback("DuckDB", inMemory, FEEDBACK_WORLDS);
for (const world of FEEDBACK_WORLDS) describeReading(inMemory, world);

test("refuses a table of that name that is not ours, and a destination that reports nothing", async () => {
  const warehouse = await openDuckDb(":memory:", { access: "write" });
  await warehouse.run("create schema raw");
  await warehouse.run("create table raw.campaign_events (id integer)");
  const { destination } = setUp();
  const request = {
    warehouse,
    clock: createStillClock(),
    destination,
    type: { name: "hubspot", title: "HubSpot" },
    sinceMs: null,
    signal: new AbortController().signal,
  };
  await expect(readFeedback(request)).rejects.toMatchObject({ code: "raw_table_foreign" });
  const { campaignEvents: _, ...silent } = destination;
  await expect(
    readFeedback({ ...request, destination: { ...silent, limits: destination.limits } }),
  ).rejects.toMatchObject({ code: "no_feedback" });
  await warehouse.close();
});
