/** A copy of a data team's project (`test/data/own-project`) with a warehouse that holds the team's own tables. */
import { createHash } from "node:crypto";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { stringify } from "yaml";
import { z } from "zod";
import type { TestDatabase } from "../support/postgres-database.ts";
import type { JsonEnded } from "../support/run-tierline.ts";

const FIXTURE = fileURLToPath(new URL("../data/own-project", import.meta.url));

/**
 * Warsaw is UTC+1 in winter. ann joins at 00:30 local time of 1 January, 23:30 UTC the day before; her receipt of 00:30 is
 * not after that, the next one, 2,000.00 a second later, is: Golden. ben's 1,999.99 are Silver (1,000 to 2,000). cem's
 * 1,200.00 less 300.00 refunded are 900.00: Green. dia bought for 500.00, and the receipt is void; White. eva left.
 */
export const LANDING = `
create schema landing;
create table landing.crm_customers as select * from (values
  (1, 'ann@example.com', 'pl'), (2, 'ben@example.com', 'pl'), (3, 'cem@example.com', 'de'),
  (4, 'dia@example.com', 'pl'), (5, 'eva@example.com', 'pl')) as t(id, mail, country);
create table landing.crm_memberships as select * from (values
  (1, 1, 'JOINED', timestamp '2024-01-01 00:30:00'), (2, 2, 'JOINED', timestamp '2024-01-02 09:00:00'),
  (3, 3, 'JOINED', timestamp '2024-01-02 09:00:00'), (4, 4, 'JOINED', timestamp '2024-01-02 09:00:00'),
  (5, 5, 'JOINED', timestamp '2024-01-02 09:00:00'), (6, 5, 'LEFT', timestamp '2024-02-01 09:00:00'),
  (7, 4, 'CARD_REPLACED', timestamp '2024-02-01 09:00:00')) as t(change_no, card_no, state, changed_local);
create table landing.pos_receipts as select * from (values
  (1, 1, 900000, 'PLN', timestamp '2024-01-01 00:30:00', 0), (2, 1, 200000, 'PLN', timestamp '2024-01-01 00:30:01', 0),
  (3, 2, 199999, 'PLN', timestamp '2024-03-01 10:00:00', 0), (4, 3, 120000, 'PLN', timestamp '2024-03-01 10:00:00', 0),
  (5, 4, 50000, 'PLN', timestamp '2024-03-01 10:00:00', 1), (6, null, 700, 'PLN', timestamp '2024-03-01 10:00:00', 0))
  as t(receipt_no, card_no, cents, currency_code, paid_local, is_void);
create table landing.pos_refunds as select * from (values
  (1, 3, 4, 30000, timestamp '2024-03-05 10:00:00')) as t(refund_no, card_no, receipt_no, cents, refunded_local);
`;

type Row = Readonly<Record<string, unknown>>;

export interface OwnProject {
  readonly folder: string;
  /** Of the warehouse. */
  rows(sql: string): Promise<readonly Row[]>;
  /** Of every file in it, by path. */
  hashes(): Promise<ReadonlyMap<string, string>>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** On DuckDB, as the fixture is. */
export async function makeOwnProject(): Promise<OwnProject> {
  const copied = await copyProject();
  const warehouse = join(copied.folder, "acme.duckdb");
  await run(
    warehouse,
    LANDING.split(";").filter((text) => text.trim() !== ""),
  );
  return { ...copied, rows: (sql) => run(warehouse, [sql]) };
}

/** In a database on a server, whose targets bear the same names. */
export async function makeOwnProjectOn(database: TestDatabase): Promise<OwnProject> {
  const copied = await copyProject();
  const { host, port, user, password, database: dbname } = database.options;
  const target = (schema: string): object => ({
    type: "postgres",
    host,
    port,
    user,
    password,
    dbname,
    schema,
    threads: 4,
  });
  await writeFile(
    join(copied.folder, "profiles.yml"),
    stringify({ acme: { target: "dev", outputs: { dev: target("dbt_kim"), prod: target("analytics") } } }),
  );
  await database.admin(LANDING);
  return { ...copied, rows: (sql) => database.admin(sql) };
}

async function copyProject(): Promise<Omit<OwnProject, "rows">> {
  const parent = await mkdtemp(join(tmpdir(), "tierline-own-"));
  const folder = join(parent, "acme");
  await cp(FIXTURE, folder, { recursive: true });
  return {
    folder,
    hashes: () => hashesIn(folder),
    [Symbol.asyncDispose]: () => rm(parent, { recursive: true, force: true }),
  };
}

/** The rows of the last statement. */
async function run(warehouse: string, statements: readonly string[]): Promise<readonly Row[]> {
  const instance = await DuckDBInstance.fromCache(warehouse);
  const connection = await instance.connect();
  try {
    let answer: readonly Row[] = [];
    for (const statement of statements) answer = (await connection.runAndReadAll(statement)).getRowObjectsJson();
    return answer;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function hashesIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      files.map(
        async (path) =>
          [
            path,
            createHash("sha256")
              .update(await readFile(path))
              .digest("hex"),
          ] as const,
      ),
    ),
  );
}

const errorSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    remedy: z.string().nullable(),
    location: z.object({ file: z.string(), line: z.number().nullable() }).nullable(),
  }),
});
export const errorOf = (ended: JsonEnded): z.infer<typeof errorSchema>["error"] =>
  errorSchema.parse(JSON.parse(ended.stdout)).error;
