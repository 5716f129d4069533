/** The reader of audiences in SQL. Without a state nothing was ever said, delivered or taken out. */
import type { Place } from "../../domain/place.ts";
import type { PlanHead } from "../../domain/plan.ts";
import type { Sync } from "../../domain/sync.ts";
import type { Row, SourceAccess, Warehouse } from "../../warehouse/warehouse.ts";
import type {
  AudienceFunnel,
  AudienceMember,
  AudienceReader,
  DeliveryCount,
  ExportRecord,
  NamedMember,
  Standing,
} from "../audience-reader.ts";
import type { BuildFacts, Source } from "../source.ts";
import type { DesiredRelations } from "./desired-relations.ts";
import { select } from "./execute.ts";
import { readOp, readOutcome, readPlan } from "./read-rows.ts";
import { booleanOf, integerOf, optionalIntegerOf, optionalTextOf, textOf } from "./row-cells.ts";
import {
  countFunnels,
  selectAccepted,
  selectDeliveries,
  selectExports,
  selectLastDelivered,
  selectNamed,
  selectSendable,
  selectStandings,
} from "./statements/audiences.ts";
import { selectFence } from "./statements/leases.ts";
import { propertyColumns } from "./statements/member-columns.ts";
import { selectPlanAsOf } from "./statements/plans.ts";
import type { Sql } from "./tables.ts";

const PAGE_ROWS = 5_000;

export interface SqlAudiencesParts {
  readonly warehouse: Warehouse;
  /** How a plan's statements reach dbt's relations. */
  readonly access: SourceAccess;
  readonly source: Pick<Source<DesiredRelations>, "desired">;
  readonly sql: Sql;
  /** False: there is no state. */
  readonly hasState: boolean;
}

export class SqlAudiences implements AudienceReader {
  readonly #parts: SqlAudiencesParts;

  constructor(parts: SqlAudiencesParts) {
    this.#parts = parts;
  }

  async funnels(sync: Sync, build: BuildFacts, places: readonly Place[]): Promise<readonly AudienceFunnel[]> {
    const { warehouse, access, source, sql } = this.#parts;
    const desired = await source.desired(sync, build);
    const synced = (await this.#isKnown(sync.name)) ? sql.tables.synced(sync.name) : null;
    const rows = await access.read(() => select(warehouse, countFunnels(sql, desired, places, synced)));
    return rows.flatMap((row) => (optionalTextOf(row, "audience") === null ? [] : [readFunnel(row)]));
  }

  async members(
    sync: Sync,
    build: BuildFacts,
    of: Pick<AudienceFunnel, "model" | "audience">,
    take: (page: readonly AudienceMember[]) => Promise<void>,
  ): Promise<void> {
    const { warehouse, access, source, sql } = this.#parts;
    const desired = await source.desired(sync, build);
    const { text, parameters } = selectSendable(sql, desired, of);
    const properties = propertyColumns(desired.members.properties.length);
    await access.read(async () => {
      for await (const page of warehouse.pages(text, parameters, PAGE_ROWS))
        await take(
          page.map((row) => ({
            key: textOf(row, "identity"),
            address: textOf(row, "address"),
            properties: properties.map((name) => textOf(row, name)),
          })),
        );
    });
  }

  async named(
    sync: Sync,
    build: BuildFacts,
    of: Pick<AudienceFunnel, "model" | "audience">,
    take: (page: readonly NamedMember[]) => Promise<void>,
  ): Promise<void> {
    const { warehouse, access, source, sql } = this.#parts;
    const { text, parameters } = selectNamed(sql, await source.desired(sync, build), of);
    await access.read(async () => {
      for await (const page of warehouse.pages(text, parameters, PAGE_ROWS))
        await take(
          page.map((row) => ({
            key: textOf(row, "identity"),
            reason: optionalTextOf(row, "reason"),
            hasAddress: booleanOf(row, "has_address"),
          })),
        );
    });
  }

  async standings(
    sync: Sync,
    build: BuildFacts,
    model: string,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, Standing>> {
    const { warehouse, access, source, sql } = this.#parts;
    const desired = await source.desired(sync, build);
    const found = new Map<string, Standing>();
    for (let at = 0; at < keys.length; at += PAGE_ROWS) {
      const statement = selectStandings(sql, desired, model, keys.slice(at, at + PAGE_ROWS));
      for (const row of await access.read(() => select(warehouse, statement)))
        found.set(textOf(row, "identity"), {
          audience: textOf(row, "audience"),
          reason: optionalTextOf(row, "reason"),
        });
    }
    return found;
  }

  async deliveries(sinceMs: number): Promise<readonly DeliveryCount[]> {
    const { warehouse, sql, hasState } = this.#parts;
    if (!hasState) return [];
    return (await select(warehouse, selectDeliveries(sql, sinceMs))).map((row) => ({
      sync: textOf(row, "sync"),
      placeNo: integerOf(row, "place_no"),
      day: integerOf(row, "day"),
      op: readOp(textOf(row, "op")),
      outcome: readOutcome(textOf(row, "outcome")),
      reason: optionalTextOf(row, "reason"),
      rows: integerOf(row, "row_count"),
    }));
  }

  async lastDelivered(): Promise<ReadonlyMap<number, number>> {
    const { warehouse, sql, hasState } = this.#parts;
    if (!hasState) return new Map();
    const rows = await select(warehouse, selectLastDelivered(sql));
    return new Map(rows.map((row) => [integerOf(row, "place_no"), integerOf(row, "closed_at_ms")]));
  }

  async acceptedSince(planNo: number): Promise<ReadonlyMap<number, number>> {
    const { warehouse, sql, hasState } = this.#parts;
    if (!hasState) return new Map();
    const rows = await select(warehouse, selectAccepted(sql, planNo));
    return new Map(rows.map((row) => [integerOf(row, "plan_no"), integerOf(row, "row_count")]));
  }

  async planAsOf(sync: string, asOf: string): Promise<PlanHead | undefined> {
    const { warehouse, sql, hasState } = this.#parts;
    if (!hasState) return undefined;
    const [row] = await select(warehouse, selectPlanAsOf(sql, sync, asOf));
    return row === undefined ? undefined : readPlan(row).head;
  }

  async exports(sync: string): Promise<readonly ExportRecord[]> {
    const { warehouse, sql, hasState } = this.#parts;
    if (!hasState) return [];
    return (await select(warehouse, selectExports(sql, sync))).map((row) => ({
      placeNo: optionalIntegerOf(row, "place_no"),
      by: textOf(row, "decided_by"),
      reason: textOf(row, "reason"),
      atMs: integerOf(row, "decided_at_ms"),
      rows: integerOf(row, "row_count"),
    }));
  }

  /** Its tables are made with its first lease. */
  async #isKnown(sync: string): Promise<boolean> {
    const { warehouse, sql, hasState } = this.#parts;
    return hasState && (await select(warehouse, selectFence(sql, sync))).length > 0;
  }
}

function readFunnel(row: Row): AudienceFunnel {
  return {
    model: textOf(row, "model"),
    audience: textOf(row, "audience"),
    named: integerOf(row, "named_count"),
    suppressed: integerOf(row, "suppressed_count"),
    noConsent: integerOf(row, "no_consent_count"),
    heldOut: integerOf(row, "held_out_count"),
    sendable: integerOf(row, "sendable_count"),
    addressed: integerOf(row, "addressed_count"),
    matched: integerOf(row, "matched_count"),
    onList: integerOf(row, "listed_count"),
  };
}
