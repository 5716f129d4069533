/** Version 6: when the report was published, and the digest sent. */
import { insertDeliveries } from "../statements/deliveries.ts";
import type { Migration } from "./migration.ts";

export const toVersion6: Migration = {
  version: 6,
  statements: (sql) => {
    const { text, bigint } = sql.dialect.types;
    return [
      `create table if not exists ${sql.tables.reportDeliveries} (what ${text}, at_ms ${bigint})`,
      insertDeliveries(sql).text,
    ];
  },
};
