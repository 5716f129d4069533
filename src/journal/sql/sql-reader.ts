/** What can be asked of the journal in SQL without a lease; the warehouse may be open for reading alone. */
import { ConfigError, InvariantError } from "../../domain/errors.ts";
import type { MemberReceipts } from "../../domain/member-receipts.ts";
import type { Place } from "../../domain/place.ts";
import type { PlanHead } from "../../domain/plan.ts";
import type { SourceAccess, Warehouse } from "../../warehouse/warehouse.ts";
import type {
  JournalReader,
  MemberAtPlace,
  PlanRequest,
  Preview,
  Previewer,
  RunRecord,
  SyncStatus,
} from "../journal.ts";
import type { PlanRow, PlanRowFilter } from "../plan-row.ts";
import type { DesiredRelations } from "./desired-relations.ts";
import { select } from "./execute.ts";
import type { JournalClock } from "./journal-clock.ts";
import { PlanReader } from "./plan-reader.ts";
import { previewPlan } from "./preview-plan.ts";
import { readPlace, readPlan, readRun } from "./read-rows.ts";
import { memberReceipts } from "./member-receipts.ts";
import { acknowledgedRecords, memberAtPlaces, statusOf } from "./report.ts";
import { textOf } from "./row-cells.ts";
import { selectSyncs } from "./statements/leases.ts";
import { selectKept, selectPlaces } from "./statements/places.ts";
import { selectPlan, selectPlans } from "./statements/plans.ts";
import { selectRuns } from "./statements/runs.ts";
import { selectSuppressed } from "./statements/suppressed-addresses.ts";
import type { Sql } from "./tables.ts";

export interface SqlReaderParts {
  readonly warehouse: Warehouse;
  readonly sql: Sql;
  readonly clock: JournalClock;
  readonly source: SourceAccess;
}

export class SqlReader implements JournalReader, Previewer<DesiredRelations> {
  protected readonly warehouse: Warehouse;
  protected readonly sql: Sql;
  protected readonly clock: JournalClock;
  protected readonly source: SourceAccess;
  protected readonly reader: PlanReader;

  constructor({ warehouse, sql, clock, source }: SqlReaderParts) {
    this.warehouse = warehouse;
    this.sql = sql;
    this.clock = clock;
    this.source = source;
    this.reader = new PlanReader(warehouse, sql);
  }

  async places(sync: string): Promise<readonly Place[]> {
    return (await select(this.warehouse, selectPlaces(this.sql, sync))).map(readPlace);
  }

  async allPlaces(): Promise<readonly Place[]> {
    return (await select(this.warehouse, selectPlaces(this.sql, null))).map(readPlace);
  }

  async planHead(planNo: number): Promise<PlanHead | undefined> {
    const [row] = await select(this.warehouse, selectPlan(this.sql, planNo));
    return row === undefined ? undefined : readPlan(row).head;
  }

  async plans(limit: number): Promise<readonly PlanHead[]> {
    return (await select(this.warehouse, selectPlans(this.sql, limit))).map((row) => readPlan(row).head);
  }

  planRows(planNo: number, filter: PlanRowFilter): Promise<readonly PlanRow[]> {
    return this.reader.planRows(planNo, filter);
  }

  planPages(planNo: number): AsyncIterable<readonly PlanRow[]> {
    return this.reader.planPages(planNo);
  }

  async hasRows(planNo: number): Promise<boolean> {
    return (await this.reader.syncOf(planNo)) !== undefined;
  }

  async preview<Result>(
    request: PlanRequest<DesiredRelations>,
    stallMs: number,
    look: (preview: Preview) => Promise<Result>,
  ): Promise<Result> {
    const moment = { nowMs: await this.clock.nowMs(), stallMs };
    return this.source.read(() =>
      this.warehouse.scratch((scratch) => previewPlan(scratch, this.sql, request, moment, look)),
    );
  }

  async syncs(): Promise<readonly string[]> {
    return (await select(this.warehouse, selectSyncs(this.sql))).map((row) => textOf(row, "sync"));
  }

  status(sync: string): Promise<SyncStatus> {
    return statusOf(this.warehouse, this.sql, sync);
  }

  async runs(sync: string, limit: number): Promise<readonly RunRecord[]> {
    return (await select(this.warehouse, selectRuns(this.sql, sync, limit))).map(readRun);
  }

  member(sync: string, memberKey: string): Promise<readonly MemberAtPlace[]> {
    return memberAtPlaces(this.warehouse, this.sql, sync, memberKey);
  }

  receipts(sync: string, memberKey: string, limit: number): Promise<MemberReceipts> {
    return memberReceipts(this.warehouse, this.sql, sync, memberKey, limit);
  }

  acknowledged(sync: string, recordIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return acknowledgedRecords(this.warehouse, this.sql, sync, recordIds);
  }

  async kept(placeNo: number, recordIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await select(this.warehouse, selectKept(this.sql, placeNo, recordIds));
    return new Set(rows.map((row) => textOf(row, "record_id")));
  }

  async suppressed(planNo: number, addresses: readonly string[]): Promise<ReadonlySet<string>> {
    const sync = await this.reader.syncOf(planNo);
    if (sync === undefined) throw new InvariantError("plan_unknown", `There is no plan ${planNo}.`);
    try {
      const rows = await select(this.warehouse, selectSuppressed(this.sql, sync, planNo, addresses));
      return new Set(rows.map((row) => textOf(row, "address")));
    } catch (error) {
      if (error instanceof ConfigError && error.code === "relation_missing") throw planOlder(planNo, error);
      throw error;
    }
  }
}

function planOlder(planNo: number, cause: ConfigError): ConfigError {
  return new ConfigError(
    "plan_older",
    `Plan ${planNo} was made by an earlier Tierline, which did not keep whose addresses are suppressed.`,
    { remedy: "Run `tierline plan` again and apply the new plan.", cause },
  );
}
