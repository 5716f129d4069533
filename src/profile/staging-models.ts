/** The four staging models, as their contract names them: what a profile may rely on, whoever wrote them. */
import type { Column } from "../warehouse/warehouse.ts";

export type StagingName =
  | "stg_loyalty__customers"
  | "stg_loyalty__status_events"
  | "stg_loyalty__charges"
  | "stg_loyalty__returns";

export interface StagingColumn {
  readonly name: string;
  readonly type: "text" | "timestamp" | "decimal";
  /** The package's own tests refuse a NULL here. */
  readonly isRequired: boolean;
}

export interface StagingModel {
  readonly name: StagingName;
  readonly key: "customer_id" | "event_id";
  /** What its instants are called. */
  readonly instant: "created_at" | "occurred_at";
  readonly columns: readonly StagingColumn[];
}

/** One model as it is read: the contract's columns, whatever the relation has. */
export interface StagingSource {
  readonly model: StagingModel;
  readonly from: string;
}

const receipts: readonly StagingColumn[] = [
  required("event_id", "text"),
  optional("customer_id", "text"),
  optional("amount", "decimal"),
  optional("currency", "text"),
  required("occurred_at", "timestamp"),
  optional("order_id", "text"),
];

/** In the order in which they are shown. */
export const stagingModels: readonly StagingModel[] = [
  {
    name: "stg_loyalty__customers",
    key: "customer_id",
    instant: "created_at",
    columns: [
      required("customer_id", "text"),
      optional("email", "text"),
      optional("first_name", "text"),
      optional("last_name", "text"),
      optional("country", "text"),
      optional("created_at", "timestamp"),
    ],
  },
  {
    name: "stg_loyalty__status_events",
    key: "event_id",
    instant: "occurred_at",
    columns: [
      required("event_id", "text"),
      required("customer_id", "text"),
      required("status", "text"),
      required("occurred_at", "timestamp"),
    ],
  },
  {
    name: "stg_loyalty__charges",
    key: "event_id",
    instant: "occurred_at",
    columns: [...receipts, optional("channel", "text"), optional("margin_amount", "decimal")],
  },
  { name: "stg_loyalty__returns", key: "event_id", instant: "occurred_at", columns: receipts },
];

/** Of another type than the contract's; integers serve as decimals, and as text. */
export function isOfType(column: Column, wanted: StagingColumn): boolean {
  if (column.type === wanted.type) return true;
  return column.type === "integer" && wanted.type !== "timestamp";
}

function required(name: string, type: StagingColumn["type"]): StagingColumn {
  return { name, type, isRequired: true };
}

function optional(name: string, type: StagingColumn["type"]): StagingColumn {
  return { name, type, isRequired: false };
}
