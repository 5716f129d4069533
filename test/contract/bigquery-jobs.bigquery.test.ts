/** What only jobs have: ids of ours, a limit of bytes, a dry run; and what a missing dataset or driver's account says. */
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { BigQuery } from "@google-cloud/bigquery";
import { OAuth2Client } from "google-auth-library";
import { ConfigError } from "../../src/domain/errors.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { BIGQUERY_DEFAULTS } from "../../src/warehouse/bigquery/bigquery-options.ts";
import type { BigQueryWarehouse } from "../../src/warehouse/bigquery/bigquery-warehouse.ts";
import { Jobs } from "../../src/warehouse/bigquery/jobs.ts";
import { openProject, ownDataset } from "../support/bigquery-project.ts";

const schema = ownDataset("jobs");
let warehouse: BigQueryWarehouse;
beforeAll(async () => {
  warehouse = await openProject({ scratchSchema: schema });
  await warehouse.ensureSchema(schema);
});
afterAll(async () => {
  await warehouse.run(`drop schema ${schema} cascade`);
});

// With a client of its own: only beside the emulator, whose token is known.
describe.skipIf(inject("bigQuery").apiEndpoint === null)("a job", () => {
  const { project, apiEndpoint } = inject("bigQuery");
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: "fake" });
  const client = new BigQuery({ projectId: project, apiEndpoint: apiEndpoint ?? "", authClient });
  const options = {
    ...BIGQUERY_DEFAULTS,
    project,
    executionProject: project,
    credentials: { method: "oauth-secrets", token: "fake" },
  } as const;
  const clock = { nowMs: () => systemClock.nowMs(), sleep: async () => undefined };
  const jobs = new Jobs({ client, options, clock, random: systemRandom });

  it("whose answer was lost is asked for again, and does not run twice", async () => {
    await warehouse.run(`create table ${schema}.once (id int64)`);
    const jobId = jobs.newId();
    let sent = 0;
    const job = await jobs.submit(jobId, async () => {
      sent += 1;
      const query = `insert into ${schema}.once select 1`;
      const [created] = await client.createQueryJob({ query, jobId });
      if (sent === 1) throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
      return created;
    });
    expect((await jobs.finish(job, 1_000)).metadata.status.state).toBe("DONE");
    expect(sent).toBe(2);
    expect(await warehouse.rows(`select count(*) as row_count from ${schema}.once`)).toEqual([{ row_count: 1 }]);
  });

  it("is given up when nothing answers", async () => {
    let sent = 0;
    const asked = jobs.asking(async () => {
      sent += 1;
      throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    });
    await expect(asked).rejects.toMatchObject({ code: "warehouse_unreachable" });
    expect(sent).toBe(5);
  });
});

describe("BigQuery", () => {
  it("tells the bytes that statements would read, and runs nothing", async () => {
    await warehouse.run(`create table ${schema}.dry as select 1 as id union all select 2 union all select 3`);
    const read = { text: `select id from ${schema}.dry where id > @p1`, parameters: [1] };
    // Eight bytes for each of three numbers, asked for twice.
    expect(await warehouse.scannedBytes([read])).toBe(24);
    expect(await warehouse.scannedBytes([read, read])).toBe(48);
    await warehouse.scannedBytes([{ text: `insert into ${schema}.dry select @p1`, parameters: [4] }]);
    expect(await warehouse.rows(`select count(*) as row_count from ${schema}.dry`)).toEqual([{ row_count: 3 }]);
    const wrong = warehouse.scannedBytes([{ text: "select from", parameters: [] }]);
    await expect(wrong).rejects.toMatchObject({ code: "warehouse_statement" });
  });

  it("refuses what one statement may not be billed for, and names the limit", async () => {
    await warehouse.run(`create table ${schema}.dear as select 1 as id union all select 2`);
    const read = { text: `select id from ${schema}.dear`, parameters: [] };
    const enough = await openProject({ scratchSchema: schema, maximumBytesBilled: 16 });
    expect(await enough.scannedBytes([read, read])).toBe(32);
    const less = await openProject({ scratchSchema: schema, maximumBytesBilled: 15 });
    await expect(less.scannedBytes([read])).rejects.toMatchObject({
      code: "warehouse_bytes",
      message: "One statement would scan 16 bytes, and maximum_bytes_billed allows 15; it was not run.",
    });
  });

  it("has no relation in a dataset that is missing, and says so", async () => {
    expect(await warehouse.hasRelation("nowhere", "anything")).toBe(false);
    expect(await warehouse.columns("nowhere", "anything")).toEqual([]);
    // BigQuery itself does not tell a missing relation from one that may not be seen.
    await expect(warehouse.rows("select * from nowhere.anything")).rejects.toMatchObject({ constructor: ConfigError });
  });

  it("has a clock", async () => {
    expect(Math.abs((await warehouse.nowMs()) - systemClock.nowMs())).toBeLessThan(60_000);
  });
});
