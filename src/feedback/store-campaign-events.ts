/** Statements that put campaign events into their raw table, each once, and that note what was read whole. */
import type { CampaignEvent, CampaignWindow } from "../destination/campaign-event.ts";
import type { Dialect } from "../warehouse/dialect.ts";
import type { Statement } from "../warehouse/warehouse.ts";
import { campaignTables } from "./campaign-tables.ts";

/** Whose events these are, and when they were read. */
export interface Reading {
  readonly accountId: string;
  /** The kind of destination, as `hubspot`. */
  readonly destination: string;
  /** ISO 8601 UTC. */
  readonly loadedAt: string;
}

/** Events of distinct ids. One that is known stays as it was read first. */
export function insertCampaignEvents(dialect: Dialect, reading: Reading, events: readonly CampaignEvent[]): Statement {
  const shape = {
    event_id: "text",
    kind: "text",
    campaign_id: "text",
    campaign_name: "text",
    member_id: "text",
    record_id: "text",
    address: "text",
    occurred_at: "text",
    is_final: "boolean",
  } as const;
  const records = events.map((event) => ({
    event_id: event.eventId,
    kind: event.kind,
    campaign_id: event.campaignId,
    campaign_name: event.campaignName,
    member_id: event.identity,
    record_id: event.recordId,
    address: event.address,
    occurred_at: isoOf(event.occurredAtMs),
    is_final: event.isFinal,
  }));
  const table = campaignTables(dialect).events;
  const [account, destination, loadedAt] = [1, 2, 3].map((at) => textOf(dialect, at));
  return {
    text: `insert into ${table} (account_id, destination, event_id, kind, campaign_id, campaign_name, member_id, record_id, address, occurred_at, is_final, _loaded_at)
select ${account}, ${destination}, r.event_id, r.kind, r.campaign_id, r.campaign_name, r.member_id, r.record_id, r.address,
  ${dialect.instant("r.occurred_at")}, r.is_final, ${dialect.instant(loadedAt ?? "")}
from ${dialect.records(dialect.placeholder(4), shape)} as r
left join ${table} as known on known.account_id = ${textOf(dialect, 5)} and known.event_id = r.event_id
where known.event_id is null`,
    parameters: [reading.accountId, reading.destination, reading.loadedAt, JSON.stringify(records), reading.accountId],
  };
}

/** To be run once every event of the window is stored. */
export function noteCampaignRead(dialect: Dialect, reading: Reading, { fromMs, untilMs }: CampaignWindow): Statement {
  const [account, destination, from, until, loadedAt] = [1, 2, 3, 4, 5].map((at) => textOf(dialect, at));
  return {
    text: `insert into ${campaignTables(dialect).reads} (account_id, destination, read_from, read_until, _loaded_at)
select ${account}, ${destination}, ${dialect.instant(from ?? "")}, ${dialect.instant(until ?? "")}, ${dialect.instant(loadedAt ?? "")}`,
    parameters: [reading.accountId, reading.destination, isoOf(fromMs), isoOf(untilMs), reading.loadedAt],
  };
}

/** Up to when this account was read whole, in epoch milliseconds; NULL when it never was. */
export function selectReadUntil(dialect: Dialect, accountId: string): Statement {
  return {
    text: `select max(${dialect.epochMillis("read_until")}) as until_ms from ${campaignTables(dialect).reads} where account_id = ${textOf(dialect, 1)}`,
    parameters: [accountId],
  };
}

function textOf(dialect: Dialect, position: number): string {
  return `cast(${dialect.placeholder(position)} as ${dialect.types.text})`;
}

function isoOf(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
