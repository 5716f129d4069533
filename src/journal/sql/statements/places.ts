/** Places: numbered when proposed, owned when taken. */
import type { PlaceSpec, TakenPlace } from "../../../domain/place.ts";
import { Parameters, type Statement } from "../parameters.ts";
import type { Sql } from "../tables.ts";
import { isHeld, type Held } from "./guards.ts";

/** Places that are not released: one sync's, or all for null. */
export function selectPlaces({ dialect, tables }: Sql, sync: string | null): Statement {
  const parameters = new Parameters(dialect);
  const ofSync = sync === null ? "" : ` and sync = ${parameters.text(sync)}`;
  return parameters.statement(`select place_no, sync, kind, account_id, list_id, name, model, audience, is_created_by_us, taken_at_ms
from ${tables.places}
where released_at_ms is null${ofSync}
order by place_no`);
}

/** Says anew which audience fills a known place. */
export function renewPlace(sql: Sql, held: Held, spec: PlaceSpec): Statement {
  const { dialect, tables } = sql;
  const parameters = new Parameters(dialect);
  return parameters.statement(`update ${tables.places}
set model = ${parameters.text(spec.model)}, audience = ${parameters.text(spec.audience)}
where sync = ${parameters.text(held.sync)} and kind = ${parameters.text(spec.kind)} and name = ${parameters.text(spec.name)}
  and released_at_ms is null
  and ${isHeld(sql, parameters, held)}`);
}

export function insertPlace(sql: Sql, held: Held, spec: PlaceSpec, accountId: string): Statement {
  const { dialect, tables } = sql;
  const parameters = new Parameters(dialect);
  return parameters.statement(`insert into ${tables.places} (place_no, sync, kind, account_id, name, model, audience, is_created_by_us)
select coalesce(max(place_no), 0) + 1, ${parameters.text(held.sync)}, ${parameters.text(spec.kind)}, ${parameters.text(accountId)},
  ${parameters.text(spec.name)}, ${parameters.text(spec.model)}, ${parameters.text(spec.audience)}, false
from ${tables.places}
having ${isHeld(sql, parameters, held)}`);
}

/** Forgets what an interrupted taking wrote. */
export function deleteKept(sql: Sql, held: Held, placeNo: number): Statement {
  const { dialect, tables } = sql;
  const parameters = new Parameters(dialect);
  return parameters.statement(`delete from ${tables.kept}
where place_no = ${parameters.bigint(placeNo)}
  and ${isUntaken(sql, parameters, placeNo)}
  and ${isHeld(sql, parameters, held)}`);
}

export function insertKept(sql: Sql, held: Held, placeNo: number, recordIds: readonly string[]): Statement {
  const { dialect, tables } = sql;
  const parameters = new Parameters(dialect);
  const records = recordIds.map((recordId) => ({ record_id: recordId }));
  return parameters.statement(`insert into ${tables.kept} (place_no, record_id)
select distinct ${parameters.bigint(placeNo)}, r.record_id
from ${parameters.records({ record_id: "text" }, records)} as r
where not exists (select 1 from ${tables.kept} as k where k.place_no = ${parameters.bigint(placeNo)} and k.record_id = r.record_id)
  and ${isUntaken(sql, parameters, placeNo)}
  and ${isHeld(sql, parameters, held)}`);
}

/** Of these records, those that are kept at a place. */
export function selectKept({ dialect, tables }: Sql, placeNo: number, recordIds: readonly string[]): Statement {
  const parameters = new Parameters(dialect);
  const records = recordIds.map((recordId) => ({ record_id: recordId }));
  return parameters.statement(`select distinct k.record_id
from ${tables.kept} as k
inner join ${parameters.records({ record_id: "text" }, records)} as r on r.record_id = k.record_id
where k.place_no = ${parameters.bigint(placeNo)}`);
}

export function takePlace(sql: Sql, held: Held, placeNo: number, taken: TakenPlace, nowMs: number): Statement {
  const { dialect, tables } = sql;
  const parameters = new Parameters(dialect);
  return parameters.statement(`update ${tables.places}
set list_id = ${parameters.text(taken.listId)}, is_created_by_us = ${parameters.boolean(taken.isCreatedByUs)},
  taken_at_ms = ${parameters.bigint(nowMs)}
where place_no = ${parameters.bigint(placeNo)} and taken_at_ms is null
  and ${isHeld(sql, parameters, held)}`);
}

function isUntaken({ tables }: Sql, parameters: Parameters, placeNo: number): string {
  return `exists (select 1 from ${tables.places} where place_no = ${parameters.bigint(placeNo)} and taken_at_ms is null)`;
}
