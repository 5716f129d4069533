/** One way to drive any journal: desired is given as rows, and a crash is the loss of the runner. */
import { InMemoryJournal } from "../../src/journal/in-memory/in-memory-journal.ts";
import type { DesiredRows } from "../../src/journal/in-memory/rows.ts";
import type { Journal, Lease, PlanRequest, Preview } from "../../src/journal/journal.ts";
import type { PlanRow } from "../../src/journal/plan-row.ts";
import { openSqlJournal } from "../../src/journal/sql/open-sql-journal.ts";
import type { DesiredRelations } from "../../src/journal/sql/desired-relations.ts";
import type { PlanCounts, PlanHead } from "../../src/domain/plan.ts";
import type { Clock } from "../../src/platform/clock.ts";
import { systemRandom } from "../../src/platform/random.ts";
import type { ColumnType } from "../../src/warehouse/dialect.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import type { Cell, Warehouse } from "../../src/warehouse/warehouse.ts";

export const LEASE_MS = 60;
const CONSENT = "email_consent";

export interface JournalUnderTest {
  /** Of the runner that lives now. */
  readonly journal: Omit<Journal<never>, "plan" | "preview">;
  plan(lease: Lease, request: PlanRequest<DesiredRows>): Promise<PlanHead>;
  /** Everything that can be seen of it. */
  preview(request: PlanRequest<DesiredRows>, stallMs: number): Promise<Previewed>;
  /** The runner dies without a word; the next one may take its leases after `LEASE_MS`. */
  crash(): Promise<void>;
  end(): Promise<void>;
}

export interface Previewed {
  readonly counts: PlanCounts;
  readonly rows: readonly PlanRow[];
  readonly pages: readonly PlanRow[];
}

async function lookAtAll(preview: Preview): Promise<Previewed> {
  return {
    counts: preview.counts,
    rows: await preview.rows({ limit: 1_000 }),
    pages: await allOf(preview.pages()),
  };
}

export async function allOf(pages: AsyncIterable<readonly PlanRow[]>): Promise<readonly PlanRow[]> {
  const rows: PlanRow[] = [];
  for await (const page of pages) rows.push(...page);
  return rows;
}

export function testClock(nowMs: number): Clock & { ms: number } {
  const clock = { ms: nowMs, nowMs: () => clock.ms, sleep: async () => undefined };
  return clock;
}

export async function inMemory(clock: Clock): Promise<JournalUnderTest> {
  const journal = new InMemoryJournal({ clock, leaseMs: LEASE_MS });
  return {
    journal,
    plan: (lease, request) => journal.plan(lease, request),
    preview: (request, stallMs) => journal.preview(request, stallMs, lookAtAll),
    crash: async () => undefined,
    end: async () => undefined,
  };
}

/** `path` may be `:memory:`; the models' tables lie beside the state then, else they would need a file of their own. */
export async function sqlOnDuckDb(
  clock: Clock,
  path = ":memory:",
): Promise<JournalUnderTest & { warehouse: Warehouse }> {
  const warehouse = await openDuckDb(path, { access: "write", threads: 1 });
  return sqlJournal(
    {
      schema: "tierline",
      models: "models",
      leaseMs: null,
      warehouse,
      revive: () => Promise.resolve(warehouse),
      end: () => warehouse.close(),
    },
    clock,
  );
}

/** Where a SQL journal lives, and what becomes of its connections when its runner dies. */
export interface SqlHome {
  readonly schema: string;
  readonly models: string;
  readonly leaseMs: number | null;
  readonly warehouse: Warehouse;
  /** The warehouse as the next runner finds it, after this one died. */
  revive(): Promise<Warehouse>;
  end(): Promise<void>;
}

export async function sqlJournal(
  home: SqlHome,
  clock: Clock,
): Promise<JournalUnderTest & { readonly warehouse: Warehouse }> {
  let { warehouse } = home;
  await warehouse.ensureSchema(home.models);
  const open = (): Promise<Journal<DesiredRelations>> =>
    openSqlJournal({
      warehouse,
      schema: home.schema,
      target: "dev",
      clock,
      random: systemRandom,
      source: { read: (work) => work(home.models) },
      position: null,
      leaseMs: home.leaseMs,
    });
  let journal = await open();
  const write = (desired: DesiredRows): Promise<DesiredRelations> => writeModels(warehouse, home.models, desired);
  return {
    get warehouse() {
      return warehouse;
    },
    get journal() {
      return journal;
    },
    plan: async (lease, request) => journal.plan(lease, { ...request, desired: await write(request.desired) }),
    preview: async (request, stallMs) =>
      journal.preview({ ...request, desired: await write(request.desired) }, stallMs, lookAtAll),
    crash: async () => {
      warehouse = await home.revive();
      journal = await open();
    },
    end: () => home.end(),
  };
}

/** Writes the rows as dbt would have; every column but consent is text. */
export async function writeModels(
  warehouse: Warehouse,
  schema: string,
  { members, suppress, audiences }: DesiredRows,
): Promise<DesiredRelations> {
  const propertyCount = members.rows[0]?.properties.length ?? 1;
  const names = Array.from({ length: propertyCount }, (_, index) => `value_${index + 1}`);
  await writeTable(
    warehouse,
    `${schema}.${members.model}`,
    ["customer_id", "email", "reason_code", ...names],
    members.rows.map((row) => [row.key, row.email, row.reason, ...row.properties]),
    members.rows.map((row) => row.consent ?? null),
  );
  if (suppress !== null)
    await writeTable(
      warehouse,
      `${schema}.${suppress.model}`,
      ["customer_id", "email"],
      suppress.rows.map((row) => [row.memberKey, row.email]),
    );
  for (const { model, rows } of audiences)
    await writeTable(
      warehouse,
      `${schema}.${model}`,
      ["audience", "customer_id"],
      rows.map((row) => [row.audience, row.memberKey]),
    );
  return {
    members: {
      model: members.model,
      relation: `${schema}.${members.model}`,
      key: "customer_id",
      email: "email",
      reason: "reason_code",
      consent: members.isConsentAsked ? CONSENT : null,
      properties: names.map((name) => ({
        type: "string",
        format: null,
        column: { name, type: "text", scale: null, engineType: "VARCHAR" },
      })),
    },
    suppress:
      suppress === null
        ? null
        : { model: suppress.model, relation: `${schema}.${suppress.model}`, key: "customer_id", email: "email" },
    audiences: audiences.map(({ model, holdout }) => ({
      model,
      holdout,
      relation: `${schema}.${model}`,
      key: "customer_id",
      audience: "audience",
    })),
  };
}

async function writeTable(
  warehouse: Warehouse,
  relation: string,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  consents: readonly (boolean | null)[] = [],
): Promise<void> {
  const { dialect } = warehouse;
  const shape: Record<string, ColumnType> = Object.fromEntries(columns.map((column) => [column, "text"]));
  shape[CONSENT] = "boolean";
  const records = rows.map((row, at) => ({
    ...Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null])),
    [CONSENT]: consents[at] ?? null,
  }));
  const definitions = Object.entries(shape).map(([column, type]) => `${column} ${dialect.types[type]}`);
  await warehouse.run(`drop table if exists ${relation}`);
  await warehouse.run(`create table ${relation} (${definitions.join(", ")})`);
  await warehouse.run(`insert into ${relation} select * from ${dialect.records(dialect.placeholder(1), shape)} as r`, [
    JSON.stringify(records),
  ]);
}
