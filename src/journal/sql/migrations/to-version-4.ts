/** Version 4: what came of a plan is counted when it closes, and kept for good; a decision may be about a number of rows. */
import type { Migration } from "./migration.ts";

export const toVersion4: Migration = {
  version: 4,
  statements: ({ dialect, tables }) => {
    const { text, bigint } = dialect.types;
    return [
      `create table if not exists ${tables.outcomes} (plan_no ${bigint}, sync ${text}, place_no ${bigint}, op ${text}, outcome ${text}, reason ${text}, row_count ${bigint}, closed_at_ms ${bigint})`,
      `alter table ${tables.decisions} add column if not exists row_count ${bigint}`,
    ];
  },
};
