/** The raw tables: what a file named after one may hold, and what becomes of each column. */

export const RAW_SCHEMA = "raw";

export type TableName = "customers" | "loyalty_status" | "charges" | "returns";

/**
 * `id`, `text`: text; surrounding blanks of an id are taken off. `currency`: the same, upper case. `status`: `active` or
 * `resigned`. `amount`: decimal(18,4). `instant`: timestamp, UTC.
 */
export type ColumnKind = "id" | "text" | "currency" | "status" | "amount" | "instant";

export interface RawColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** The file must have the column, and every row a value in it. */
  readonly isRequired: boolean;
  /**
   * It describes an event and is not what happened: a file that lacks it says nothing about it, so that an export
   * without it is no conflict with one that had it.
   */
  readonly isDescriptive?: boolean;
}

export interface RawTable {
  readonly name: TableName;
  /** The column that says which rows are the same. */
  readonly key: "customer_id" | "event_id";
  readonly columns: readonly RawColumn[];
}

const customers: RawTable = {
  name: "customers",
  key: "customer_id",
  columns: [
    required("customer_id", "id"),
    optional("email", "text"),
    optional("first_name", "text"),
    optional("last_name", "text"),
    optional("country", "text"),
    optional("created_at", "instant"),
  ],
};

const loyaltyStatus: RawTable = {
  name: "loyalty_status",
  key: "event_id",
  columns: [
    required("event_id", "id"),
    required("customer_id", "id"),
    required("status", "status"),
    required("occurred_at", "instant"),
  ],
};

/** A receipt without a customer is normal at a till. */
const receiptColumns: readonly RawColumn[] = [
  required("event_id", "id"),
  optional("customer_id", "id"),
  required("amount", "amount"),
  optional("currency", "currency"),
  required("occurred_at", "instant"),
  optional("order_id", "id"),
];

export const rawTables: readonly RawTable[] = [
  customers,
  loyaltyStatus,
  {
    name: "charges",
    key: "event_id",
    columns: [...receiptColumns, descriptive("channel", "text"), descriptive("margin_amount", "amount")],
  },
  { name: "returns", key: "event_id", columns: receiptColumns },
];

/** Columns a load adds to every raw table: when, and from which file. */
export const LOADED_AT = "_loaded_at";
export const SOURCE_FILE = "_source_file";

/** Columns of staged rows only: the record's number in its file, from 1; the first cell that cannot be read, and its column. */
export const RECORD_NO = "_record_no";
export const BAD_COLUMN = "_bad_column";
export const BAD_CELL = "_bad_cell";

/** Events that came again with other content, as they came: every column an event may have, and its table's name. */
export const CONFLICTS = "conflicts";
export const conflictColumns: readonly RawColumn[] = [
  required("source_table", "id"),
  required("event_id", "id"),
  optional("customer_id", "id"),
  optional("status", "status"),
  optional("amount", "amount"),
  optional("currency", "currency"),
  optional("occurred_at", "instant"),
  optional("order_id", "id"),
  optional("channel", "text"),
  optional("margin_amount", "amount"),
];

/** Rows of files that could not be loaded and were kept whole, once each. Made by `ensure-quarantine.ts`. */
export const QUARANTINE = "quarantine";

function required(name: string, kind: ColumnKind): RawColumn {
  return { name, kind, isRequired: true };
}

function optional(name: string, kind: ColumnKind): RawColumn {
  return { name, kind, isRequired: false };
}

function descriptive(name: string, kind: ColumnKind): RawColumn {
  return { name, kind, isRequired: false, isDescriptive: true };
}
