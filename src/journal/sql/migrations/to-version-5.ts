/** Version 5: open episodes of alerts. */
import type { Migration } from "./migration.ts";

export const toVersion5: Migration = {
  version: 5,
  statements: ({ dialect, tables }) => {
    const { text, bigint } = dialect.types;
    return [`create table if not exists ${tables.alertEpisodes} (sync ${text}, kind ${text}, since_ms ${bigint})`];
  },
};
