/** The four raw tables as values that any engine can be filled with. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import { type Member, amountText, instantText } from "../shop.ts";

export type ColumnType = "text" | "instant" | "amount";

/** `margin_amount` is left out: the models must do without what no file brought. */
export const RAW_TABLES = {
  customers: {
    customer_id: "text",
    email: "text",
    first_name: "text",
    last_name: "text",
    country: "text",
    created_at: "instant",
  },
  loyalty_status: { event_id: "text", customer_id: "text", status: "text", occurred_at: "instant" },
  charges: {
    event_id: "text",
    customer_id: "text",
    amount: "amount",
    currency: "text",
    occurred_at: "instant",
    order_id: "text",
    channel: "text",
  },
  returns: {
    event_id: "text",
    customer_id: "text",
    amount: "amount",
    currency: "text",
    occurred_at: "instant",
    order_id: "text",
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, ColumnType>>>>;

export type RawTable = keyof typeof RAW_TABLES;
export const RAW_NAMES = ["customers", "loyalty_status", "charges", "returns"] as const;

/** By column; a column that is left out is NULL. Instants are ISO 8601 in UTC, amounts decimal text. */
export type RawRow = Readonly<Record<string, string | null>>;
export type RawRows = Readonly<Record<RawTable, readonly RawRow[]>>;

export function columnsOf(table: RawTable): readonly (readonly [string, ColumnType])[] {
  return Object.entries(RAW_TABLES[table]);
}

export function rowsOfMembers(members: readonly Member[]): RawRows {
  const entries = (kind: "charge" | "return"): readonly RawRow[] =>
    members.flatMap((member) =>
      member.entries
        .filter((entry) => entry.kind === kind)
        .map((entry) => ({
          event_id: entry.id,
          customer_id: member.id === "" ? null : member.id,
          amount: amountText(entry.amount),
          currency: entry.currency,
          occurred_at: instantText(entry.at),
        })),
    );
  return {
    customers: members
      .filter((member) => member.isCustomer)
      .map((member) => ({ customer_id: member.id, email: `${member.id}@example.com` })),
    loyalty_status: members.flatMap((member) =>
      member.statuses.map((event, index) => ({
        event_id: `${member.id}-${index}`,
        customer_id: member.id,
        status: event.status,
        occurred_at: instantText(event.at),
      })),
    ),
    charges: entries("charge"),
    returns: entries("return"),
  };
}

/** Of a folder as `tierline load` takes it; files of other names and columns of other names are an error. */
export function rowsOfFiles(folder: string): RawRows {
  const rows: Record<RawTable, readonly RawRow[]> = { customers: [], loyalty_status: [], charges: [], returns: [] };
  for (const file of readdirSync(folder)) {
    const table = RAW_NAMES.find((name) => file === `${name}.csv` || file === `${name}.csv.gz`);
    if (table === undefined) throw new Error(`${file} is none of the four tables`);
    const bytes = readFileSync(join(folder, file));
    const lines: string[][] = parse(file.endsWith(".gz") ? gunzipSync(bytes) : bytes);
    const [header = [], ...others] = lines;
    // Returns know no channel; what else a file may bring is tested by `load`.
    const unknown = header.filter((name) => !Object.hasOwn(RAW_TABLES[table], name) && name !== "channel");
    if (unknown.length > 0) throw new Error(`${file} has the unknown columns ${unknown.join(", ")}`);
    rows[table] = others.map((cells) =>
      Object.fromEntries(header.map((name, index) => [name, cells[index] === "" ? null : (cells[index] ?? null)])),
    );
  }
  return rows;
}

export function together(parts: readonly RawRows[]): RawRows {
  const all = (table: RawTable): readonly RawRow[] => parts.flatMap((part) => part[table]);
  return {
    customers: all("customers"),
    loyalty_status: all("loyalty_status"),
    charges: all("charges"),
    returns: all("returns"),
  };
}
