/** What people decide: take-overs, releases, pauses. Each is recorded; places begin and end with it. */
import type { Decision } from "../../../domain/decision.ts";
import { NEVER_SAID_MS } from "../../journal.ts";
import { Parameters, type Statement } from "../parameters.ts";
import type { Sql } from "../tables.ts";
import { noRows } from "../../../warehouse/no-rows.ts";
import { isHeld, type Held } from "./guards.ts";
import { MEMBERSHIP_HASH, newestHash } from "./member-columns.ts";

export type DecisionName = "take_over_keep" | "take_over_claim" | "release" | "pause" | "resume" | "export";

export interface Decided extends Decision {
  readonly name: DecisionName;
  /** Null: about the whole sync, or the whole state. */
  readonly placeNo: number | null;
  readonly atMs: number;
  /** How many people it was about; default null: it is not counted. */
  readonly rows?: number | null;
}

export function insertDecision(sql: Sql, held: Held, decided: Decided): Statement {
  const { name, placeNo, reason, by, atMs, rows = null } = decided;
  const { dialect, tables } = sql;
  const parameters = new Parameters(dialect);
  return parameters.statement(`insert into ${tables.decisions} (decision_no, sync, place_no, decision, reason, decided_by, decided_at_ms, row_count)
select coalesce(max(decision_no), 0) + 1, ${parameters.text(held.sync)}, ${parameters.bigint(placeNo)}, ${parameters.text(name)},
  ${parameters.text(reason)}, ${parameters.text(by)}, ${parameters.bigint(atMs)}, ${parameters.bigint(rows)}
from ${tables.decisions}
having ${isHeld(sql, parameters, held)}`);
}

/** The first decision of a state that stands in the place of a lost one; it is about no sync alone. */
export function insertBeginning(
  { dialect, tables }: Sql,
  { reason, by, atMs }: Decision & { readonly atMs: number },
): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`insert into ${tables.decisions} (decision_no, decision, reason, decided_by, decided_at_ms)
select 1, 'begin_anew', ${parameters.text(reason)}, ${parameters.text(by)}, ${parameters.bigint(atMs)}`);
}

/** The newest pause or resume of a sync. */
export function selectPause({ dialect, tables }: Sql, sync: string): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`select decision, reason, decided_by, decided_at_ms
from ${tables.decisions}
where sync = ${parameters.text(sync)} and decision in ('pause', 'resume')
order by decision_no desc
limit 1`);
}

const CLAIM = { record_id: "text", identity: "text", member_key: "text" } as const;

/** Of the shape of people whom a take-over makes ours; none. */
export function noClaims({ dialect }: Sql): Statement {
  return noRows(dialect, CLAIM);
}

export interface Claimed {
  readonly recordId: string;
  readonly identity: string;
  readonly memberKey: string;
}

export function addClaims({ dialect }: Sql, claims: string, claimed: readonly Claimed[]): Statement {
  const parameters = new Parameters(dialect);
  const records = claimed.map(({ recordId, identity, memberKey }) => ({
    record_id: recordId,
    identity,
    member_key: memberKey,
  }));
  return parameters.statement(`insert into ${claims} (record_id, identity, member_key)
select c.record_id, c.identity, c.member_key
from ${parameters.records(CLAIM, records)} as c`);
}

/** What was said of the claimed at a place that was not taken yet: the claim stands in its place. */
export function forgetClaimed(sql: Sql, held: Held, placeNo: number, claims: string): Statement {
  const { dialect, tables } = sql;
  const parameters = new Parameters(dialect);
  return parameters.statement(`delete from ${tables.synced(held.sync)}
where place_no = ${parameters.bigint(placeNo)} and identity in (select identity from ${claims})
  and ${isHeld(sql, parameters, held)}`);
}

/** The claimed are ours: as if they had been entered and accepted when something was last said here, by whomever. */
export function insertClaimed(sql: Sql, held: Held, placeNo: number, claims: string): Statement {
  const { dialect, tables, hashes } = sql;
  const parameters = new Parameters(dialect);
  return parameters.statement(`insert into ${tables.synced(held.sync)}
  (place_no, identity, member_key, record_id, said_op, said_hash, hash_version, address_hash, said_at_ms, is_settled)
select ${parameters.bigint(placeNo)}, c.identity, c.member_key, c.record_id, 'enter', '${MEMBERSHIP_HASH}', ${newestHash(hashes).version}, '',
  coalesce(b.said_at_ms, ${NEVER_SAID_MS}), true
from ${claims} as c
left join (
${saidBefore(sql, parameters, held.sync)}
) as b on b.place_no = ${parameters.bigint(placeNo)}
where ${isHeld(sql, parameters, held)}`);
}

/** The place has no owner from now on; when something was last said there is kept with it. */
export function releasePlace(sql: Sql, held: Held, placeNo: number, nowMs: number): Statement {
  const { dialect, tables } = sql;
  const parameters = new Parameters(dialect);
  return parameters.statement(`update ${tables.places}
set released_at_ms = ${parameters.bigint(nowMs)},
  last_said_at_ms = (select max(said_at_ms) from ${tables.synced(held.sync)} where place_no = ${parameters.bigint(placeNo)})
where place_no = ${parameters.bigint(placeNo)} and sync = ${parameters.text(held.sync)} and released_at_ms is null
  and ${isHeld(sql, parameters, held)}`);
}

/** Statements that forget a place's rows; the first one's count is that of what was said there. */
export function forgetPlace(sql: Sql, held: Held, placeNo: number): readonly Statement[] {
  const { dialect, tables } = sql;
  return [tables.synced(held.sync), tables.refused(held.sync), tables.kept].map((table) => {
    const parameters = new Parameters(dialect);
    return parameters.statement(`delete from ${table}
where place_no = ${parameters.bigint(placeNo)}
  and ${isHeld(sql, parameters, held)}`);
  });
}

/**
 * When something may last have been said at each of a sync's places of which its own rows do not tell: by an owner who
 * gave it up, or in a state that was lost. NULL: never.
 */
export function selectSaidBefore(sql: Sql, sync: string): Statement {
  const parameters = new Parameters(sql.dialect);
  return parameters.statement(`${saidBefore(sql, parameters, sync)}
order by place_no`);
}

function saidBefore({ tables }: Sql, parameters: Parameters, sync: string): string {
  return `with owned as (
  select place_no, kind, account_id, list_id from ${tables.places} where sync = ${parameters.text(sync)} and released_at_ms is null
)
select place_no, max(said_at_ms) as said_at_ms
from (
  select o.place_no, r.last_said_at_ms as said_at_ms
  from owned as o
  inner join ${tables.places} as r on r.account_id = o.account_id and r.kind = o.kind
  where r.released_at_ms is not null and (o.kind = 'contact' or r.list_id = o.list_id)
  union all
  select o.place_no, s.begun_anew_at_ms
  from owned as o
  cross join ${tables.state} as s
) as said
group by place_no`;
}
