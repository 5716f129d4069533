/** Version 3: a lease may expire. */
import type { Migration } from "./migration.ts";

export const toVersion3: Migration = {
  version: 3,
  statements: ({ dialect, tables }) => [
    `alter table ${tables.leases} add column if not exists expires_at_ms ${dialect.types.bigint}`,
  ],
};
