/** What a programme recorded about its customers, as plain values; and how that becomes the four raw tables. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Microseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** Ten-thousandths of the currency's unit. */
export type Amount = bigint;

export interface StatusEvent {
  readonly status: "active" | "resigned";
  readonly at: Instant;
}

export interface Entry {
  readonly id: string;
  readonly kind: "charge" | "return";
  readonly at: Instant;
  readonly amount: Amount;
  /** Null: the programme's. */
  readonly currency: string | null;
}

export interface Member {
  readonly id: string;
  readonly isCustomer: boolean;
  readonly statuses: readonly StatusEvent[];
  readonly entries: readonly Entry[];
}

const MICROSECONDS_PER_SECOND = 1_000_000;

/** `2024-05-01`, `2024-05-01T10:00:00` or the same with `Z`; UTC. */
export function instant(text: string): Instant {
  const zoned = text.length === 10 ? `${text}T00:00:00Z` : text.endsWith("Z") ? text : `${text}Z`;
  const milliseconds = Date.parse(zoned);
  if (Number.isNaN(milliseconds)) throw new Error(`no instant: ${text}`);
  return milliseconds * 1000;
}

/** `2024-05-01T10:00:00.000000Z` */
export function instantText(at: Instant): string {
  const seconds = Math.floor(at / MICROSECONDS_PER_SECOND);
  const fraction = String(at - seconds * MICROSECONDS_PER_SECOND).padStart(6, "0");
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${fraction}Z`;
}

/** `-12.5` becomes -125000n. At most four decimals. */
export function amount(text: string): Amount {
  const found = /^(-?)(\d+)(?:\.(\d{1,4}))?$/.exec(text);
  if (found === null) throw new Error(`no amount: ${text}`);
  const size = BigInt(`${found[2] ?? ""}${(found[3] ?? "").padEnd(4, "0")}`);
  return found[1] === "-" ? -size : size;
}

/** Always four decimals, as the warehouse prints them. */
export function amountText(value: Amount): string {
  const digits = String(value < 0n ? -value : value).padStart(5, "0");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

type Line = readonly (string | null)[];

function entryLines(members: readonly Member[], kind: Entry["kind"]): readonly Line[] {
  return members.flatMap((member) =>
    member.entries
      .filter((entry) => entry.kind === kind)
      .map((entry) => [entry.id, member.id, amountText(entry.amount), entry.currency, instantText(entry.at), null]),
  );
}

const ENTRY_COLUMNS =
  "event_id varchar, customer_id varchar, amount decimal(18,4), currency varchar, occurred_at timestamp, order_id varchar";

interface RawTable {
  readonly table: string;
  readonly columns: string;
  readonly lines: readonly Line[];
}

function rawTables(members: readonly Member[]): readonly RawTable[] {
  return [
    {
      table: "customers",
      columns:
        "customer_id varchar, email varchar, first_name varchar, last_name varchar, country varchar, created_at timestamp",
      lines: members
        .filter((member) => member.isCustomer)
        .map((member) => [member.id, `${member.id}@example.com`, null, null, null, null]),
    },
    {
      table: "loyalty_status",
      columns: "event_id varchar, customer_id varchar, status varchar, occurred_at timestamp",
      lines: members.flatMap((member) =>
        member.statuses.map((event, index) => [
          `${member.id}-${index}`,
          member.id,
          event.status,
          instantText(event.at),
        ]),
      ),
    },
    { table: "charges", columns: ENTRY_COLUMNS, lines: entryLines(members, "charge") },
    { table: "returns", columns: ENTRY_COLUMNS, lines: entryLines(members, "return") },
  ];
}

/** Runs the statements that leave exactly these members in schema `raw`. An id that is empty means anonymous entries. */
export async function writeRaw(run: (sql: string) => Promise<unknown>, members: readonly Member[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tierline-raw-"));
  try {
    await run("create schema if not exists raw");
    for (const { table, columns, lines } of rawTables(members)) {
      const file = join(folder, `${table}.csv`);
      writeFileSync(file, lines.map((line) => `${line.map((cell) => cell ?? "").join(",")}\n`).join(""));
      await run(`create or replace table raw.${table} (${columns}, _loaded_at timestamp, _source_file varchar)`);
      const names = columns.split(", ").map((column) => column.split(" ")[0]);
      await run(
        `copy raw.${table} (${names.join(", ")}) from '${file}' (format csv, header false, nullstr '', delimiter ',', auto_detect false)`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
