/** The raw tables of what destinations report about campaigns, and how far each account was read. */
import { ConfigError } from "../domain/errors.ts";
import type { ColumnType, Dialect } from "../warehouse/dialect.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";

const RAW_SCHEMA = "raw";
const EVENTS = "campaign_events";
/** One row per window that was read whole: where the next reading goes on. */
const READS = "campaign_reads";

/** What statements call them. */
export function campaignTables(dialect: Dialect): { readonly events: string; readonly reads: string } {
  return { events: dialect.relation(RAW_SCHEMA, EVENTS), reads: dialect.relation(RAW_SCHEMA, READS) };
}

const EVENT_COLUMNS = {
  account_id: "text",
  destination: "text",
  event_id: "text",
  kind: "text",
  campaign_id: "text",
  campaign_name: "text",
  member_id: "text",
  record_id: "text",
  address: "text",
  occurred_at: "timestamp",
  is_final: "boolean",
  _loaded_at: "timestamp",
} as const satisfies Readonly<Record<string, ColumnType>>;

const READ_COLUMNS = {
  account_id: "text",
  destination: "text",
  read_from: "timestamp",
  read_until: "timestamp",
  _loaded_at: "timestamp",
} as const satisfies Readonly<Record<string, ColumnType>>;

/** `ConfigError` `raw_table_foreign` for a table of that name that is not ours. Creates what is missing. */
export async function ensureCampaignTables(warehouse: Warehouse): Promise<void> {
  await warehouse.ensureSchema(RAW_SCHEMA);
  for (const [name, columns] of [
    [EVENTS, EVENT_COLUMNS],
    [READS, READ_COLUMNS],
  ] as const) {
    const there = new Set((await warehouse.columns(RAW_SCHEMA, name)).map((column) => column.name));
    const lacking = Object.keys(columns).filter((column) => !there.has(column));
    if (there.size > 0 && lacking.length > 0)
      throw new ConfigError("raw_table_foreign", `${RAW_SCHEMA}.${name} exists but lacks ${lacking.join(", ")}.`, {
        remedy: "Rename that table: Tierline makes its own.",
      });
    if (there.size > 0) continue;
    const { dialect } = warehouse;
    const definitions = Object.entries(columns).map(
      ([column, type]) => `${dialect.quote(column)} ${dialect.types[type]}`,
    );
    await warehouse.run(`create table if not exists ${dialect.relation(RAW_SCHEMA, name)} (${definitions.join(", ")})`);
  }
}
