/** A load on BigQuery: by load jobs and one script, under the rules that the tests beside this one say in full. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { load, type LoadResult } from "../../src/load/load.ts";
import type { BigQueryWarehouse } from "../../src/warehouse/bigquery/bigquery-warehouse.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import { openProject, ownDataset } from "../support/bigquery-project.ts";
import { LOADED_AT, RECEIPT_HEADER, refusalOf, tableOf } from "./load-setup.ts";

// A project of its own, since the raw tables' dataset has one name; another one pays.
const project = ownDataset("load").replaceAll("_", "-");
const raw = `\`${project}.raw\``;
const folder = mkdtempSync(join(tmpdir(), "tierline-test-load-"));
let warehouse: BigQueryWarehouse;
beforeAll(async () => {
  warehouse = await openProject({ project });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function loadText(name: string, text: string, quarantineId?: string): Promise<LoadResult> {
  const path = join(folder, name);
  writeFileSync(path, text);
  return load(warehouse, [path], { loadedAt: LOADED_AT, ...(quarantineId === undefined ? {} : { quarantineId }) });
}

describe("a load on BigQuery", () => {
  it("keeps each event once, what came otherwise as a conflict, and every cell as it should be", async () => {
    const first = `e1,"c\n""1""",12.50,pln,2024-01-01T10:00:00.5+02:00,o1\n\ne2,,-3,,2024-02-29 10:00,\n`;
    expect(tableOf(await loadText("charges.csv", RECEIPT_HEADER + first), "charges")).toMatchObject({
      rows: 2,
      loaded: 2,
      known: 0,
      conflicts: 0,
    });
    const again = `e1,"c\n""1""",12.5,PLN,2024-01-01T08:00:00.5Z,o1\ne2,,-4,,2024-02-29 10:00,\ne3,,1,,2024-03-01 10:00,\n`;
    expect(tableOf(await loadText("charges.csv", RECEIPT_HEADER + again), "charges")).toMatchObject({
      rows: 3,
      loaded: 1,
      known: 1,
      conflicts: 1,
    });
    const columns = "event_id, customer_id, amount, currency, occurred_at, order_id";
    expect(await warehouse.rows(`select ${columns} from ${raw}.charges order by event_id`)).toEqual([
      {
        event_id: "e1",
        customer_id: 'c\n"1"',
        amount: "12.5",
        currency: "PLN",
        occurred_at: "2024-01-01T08:00:00.5Z",
        order_id: "o1",
      },
      {
        event_id: "e2",
        customer_id: null,
        amount: "-3",
        currency: null,
        occurred_at: "2024-02-29T10:00:00Z",
        order_id: null,
      },
      {
        event_id: "e3",
        customer_id: null,
        amount: "1",
        currency: null,
        occurred_at: "2024-03-01T10:00:00Z",
        order_id: null,
      },
    ]);
    expect(await warehouse.rows(`select source_table, event_id, amount from ${raw}.conflicts`)).toEqual([
      { source_table: "charges", event_id: "e2", amount: "-4" },
    ]);
  });

  it("lets the latest row of a customer win", async () => {
    await loadText("customers.csv", "customer_id,email\nc1,a@x\nc2,b@x\n");
    const later = tableOf(await loadText("customers.csv", "customer_id,email\nc1,\nc2,b@x\nc3,c@x\n"), "customers");
    expect(later).toMatchObject({ rows: 3, loaded: 2, replaced: 1, known: 1 });
    expect(await warehouse.rows(`select customer_id, email from ${raw}.customers order by customer_id`)).toEqual([
      { customer_id: "c1", email: null },
      { customer_id: "c2", email: "b@x" },
      { customer_id: "c3", email: "c@x" },
    ]);
  });

  it("refuses bad rows by line, and keeps them in the quarantine when asked", async () => {
    const bad = `${RECEIPT_HEADER}r1,,1.00,,2024-01-01T10:00:00Z,\nr2,,"1,00",,2024-01-01T10:00:00Z,\nr3,,2,,2023-02-29T10:00:00Z,\nr4,,1\n`;
    const { problems } = await refusalOf(loadText("returns.csv", bad));
    expect(problems.map(({ line, column }) => [line, column])).toEqual([
      [3, "amount"],
      [4, "occurred_at"],
      [5, null],
    ]);
    expect(await warehouse.rows(`select count(*) as row_count from ${raw}.returns`)).toEqual([{ row_count: 0 }]);
    const kept = await loadText("returns.csv", bad, "q1");
    expect(tableOf(kept, "returns")).toMatchObject({ rows: 4, loaded: 1, quarantined: 3 });
    expect(kept.quarantine).toMatchObject({ rows: 3, added: 3, kept: { rows: 3, open: 3 } });
    expect((await loadText("returns.csv", bad, "q2")).quarantine).toMatchObject({ rows: 3, added: 0 });
    expect(await warehouse.rows(`select source_line, bad_column from ${raw}.quarantine order by source_line`)).toEqual([
      { source_line: 3, bad_column: "amount" },
      { source_line: 4, bad_column: "occurred_at" },
      { source_line: 5, bad_column: null },
    ]);
  });

  it("keeps a column of the file's own, in a table that was made without it", async () => {
    const header = RECEIPT_HEADER.replace("\n", ",till\n");
    await loadText("returns.csv", `${header}t1,,1.00,,2024-01-01T10:00:00Z,,north\n`);
    await loadText("returns.csv", `${header}t2,,1.00,,2024-01-01T10:00:00Z,,south\n`);
    expect(
      await warehouse.rows(`select event_id, till from ${raw}.returns where till is not null order by event_id`),
    ).toEqual([
      { event_id: "t1", till: "north" },
      { event_id: "t2", till: "south" },
    ]);
  });

  it("takes Parquet, as exact text of its own types", async () => {
    const path = join(folder, "loyalty_status.parquet");
    const writer = await openDuckDb(":memory:", { access: "write" });
    await writer.run(
      `copy (select 's' || i as event_id, 'c' || i as customer_id, 'active' as status, timestamp '2024-01-01 00:00:00.25' as occurred_at
        from range(3) as t(i)) to '${path}' (format parquet)`,
    );
    await writer.close();
    const result = await load(warehouse, [path], { loadedAt: LOADED_AT });
    expect(tableOf(result, "loyalty_status")).toMatchObject({ rows: 3, loaded: 3 });
    expect(
      await warehouse.rows(`select min(occurred_at) as first_at, count(*) as row_count from ${raw}.loyalty_status`),
    ).toEqual([{ first_at: "2024-01-01T00:00:00.25Z", row_count: 3 }]);
    expect(await warehouse.rows(`select table_name from \`${project}.scratch\`.information_schema.tables`)).toEqual([]);
  });
});
