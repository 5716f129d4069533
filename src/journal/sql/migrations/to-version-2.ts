/**
 * Version 2: a state belongs to one target; what people decide is recorded (take-over, release, pause); a released place
 * keeps when something was last said there; a refusal is compared under the hash version it was made with.
 */
import type { Migration } from "./migration.ts";

export const toVersion2: Migration = {
  version: 2,
  statements: ({ dialect, tables }, syncs) => {
    const { text, bigint } = dialect.types;
    return [
      `alter table ${tables.state} add column if not exists target ${text}`,
      `alter table ${tables.state} add column if not exists begun_anew_at_ms ${bigint}`,
      `alter table ${tables.places} add column if not exists last_said_at_ms ${bigint}`,
      `create table if not exists ${tables.decisions} (decision_no ${bigint}, sync ${text}, place_no ${bigint}, decision ${text}, reason ${text}, decided_by ${text}, decided_at_ms ${bigint})`,
      ...syncs.flatMap((sync) => [
        `alter table ${tables.refused(sync)} add column if not exists hash_version ${bigint}`,
        // Version 1 of the schema knew version 1 of the hash alone.
        `update ${tables.refused(sync)} set hash_version = 1 where hash_version is null`,
      ]),
    ];
  },
};
