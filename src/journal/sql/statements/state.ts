/** The one row that says which state this is, whose, and how far it has come. */
import { Parameters, type Statement } from "../parameters.ts";
import type { Sql } from "../tables.ts";

export interface NewState {
  readonly schemaVersion: number;
  readonly stateId: string;
  readonly target: string;
  /** Null: no state was here before. */
  readonly begunAnewAtMs: number | null;
}

/** A state has one row; whoever comes second changes nothing. */
export function insertState(
  { dialect, tables }: Sql,
  { schemaVersion, stateId, target, begunAnewAtMs }: NewState,
): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`insert into ${tables.state} (schema_version, state_id, position, target, begun_anew_at_ms)
select ${parameters.bigint(schemaVersion)}, ${parameters.text(stateId)}, 0, ${parameters.text(target)}, ${parameters.bigint(begunAnewAtMs)}
from (select 1 as one) as once
where not exists (select 1 from ${tables.state})`);
}

/** The only column that every version of the schema has. */
export function selectSchemaVersion({ tables }: Sql): Statement {
  return { text: `select schema_version from ${tables.state}`, parameters: [] };
}

export function setSchemaVersion({ dialect, tables }: Sql, version: number): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`update ${tables.state} set schema_version = ${parameters.bigint(version)} where true`);
}

export function selectState({ tables }: Sql): Statement {
  return {
    text: `select state_id, position, target, begun_anew_at_ms, (select coalesce(max(fence), 0) from ${tables.leases}) as fence from ${tables.state}`,
    parameters: [],
  };
}

/** A state of before there were targets becomes the one of whoever opens it first. */
export function adoptTarget({ dialect, tables }: Sql, target: string): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`update ${tables.state} set target = ${parameters.text(target)} where target is null`);
}

/**
 * Whoever takes a number that is one above the highest does this first, in the same transaction: on a server with several
 * writers the next one waits, or is refused, until the number is taken. It changes nothing else.
 */
export function serialise({ tables }: Sql): Statement {
  return { text: `update ${tables.state} set position = position where true`, parameters: [] };
}

/** How far the state has come: grows with everything that an older copy of it must not undo. */
export function advancePosition({ tables }: Sql): Statement {
  return { text: `update ${tables.state} set position = position + 1 where true`, parameters: [] };
}
