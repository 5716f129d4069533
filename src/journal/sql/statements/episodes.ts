/** Open episodes of alerts. The empty name of a sync stands for the whole project. */
import type { Episode } from "../../../domain/alert.ts";
import { Parameters, type Statement } from "../parameters.ts";
import type { Sql } from "../tables.ts";

export function selectEpisodes({ tables }: Sql): Statement {
  const text = `select sync, kind, since_ms from ${tables.alertEpisodes}
order by sync, kind`;
  return { text, parameters: [] };
}

export function insertEpisode({ dialect, tables }: Sql, { sync, kind, sinceMs }: Episode): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`insert into ${tables.alertEpisodes} (sync, kind, since_ms)
select n.sync, n.kind, n.since_ms
from (
  select ${parameters.text(sync ?? "")} as sync, ${parameters.text(kind)} as kind, ${parameters.bigint(sinceMs)} as since_ms
) as n
where not exists (
  select 1 from ${tables.alertEpisodes} as e
  where e.sync = n.sync and e.kind = n.kind
)`);
}

export function deleteEpisode({ dialect, tables }: Sql, { sync, kind }: Episode): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`delete from ${tables.alertEpisodes}
where sync = ${parameters.text(sync ?? "")} and kind = ${parameters.text(kind)}`);
}
