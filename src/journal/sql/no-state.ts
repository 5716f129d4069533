/**
 * The journal of a state that is not there: nothing was ever planned, run or said. A plan can be previewed all the same,
 * beside tables of its own that hold nothing.
 */
import type { MemberReceipts } from "../../domain/member-receipts.ts";
import type { Place } from "../../domain/place.ts";
import type { PlanHead } from "../../domain/plan.ts";
import type {
  JournalReader,
  MemberAtPlace,
  PlanRequest,
  Preview,
  Previewer,
  RunRecord,
  SyncStatus,
} from "../journal.ts";
import type { PlanRow } from "../plan-row.ts";
import { emptyStateTables } from "./create-tables.ts";
import type { DesiredRelations } from "./desired-relations.ts";
import { sqlOf, type SqlJournalOptions } from "./open-sql-journal.ts";
import { previewPlan } from "./preview-plan.ts";
import { neverRun } from "./report.ts";

export class NoState implements JournalReader, Previewer<DesiredRelations> {
  readonly #options: Omit<SqlJournalOptions, "random">;

  constructor(options: Omit<SqlJournalOptions, "random">) {
    this.#options = options;
  }

  async preview<Result>(
    request: PlanRequest<DesiredRelations>,
    stallMs: number,
    look: (preview: Preview) => Promise<Result>,
  ): Promise<Result> {
    const { warehouse, source, clock } = this.#options;
    const moment = { nowMs: await clock.nowMs(), stallMs };
    return source.read(() =>
      warehouse.scratch(async (scratch) => {
        const sql = sqlOf(this.#options);
        const tables = { ...sql.tables };
        for (const { name, rows } of emptyStateTables(sql)) tables[name] = await scratch.keep(`empty_${name}`, rows);
        return previewPlan(scratch, { ...sql, tables }, request, moment, look);
      }),
    );
  }

  async places(): Promise<readonly Place[]> {
    return [];
  }

  async allPlaces(): Promise<readonly Place[]> {
    return [];
  }

  async planHead(): Promise<PlanHead | undefined> {
    return undefined;
  }

  async plans(): Promise<readonly PlanHead[]> {
    return [];
  }

  async planRows(): Promise<readonly PlanRow[]> {
    return [];
  }

  async *planPages(): AsyncGenerator<readonly PlanRow[]> {
    // There is no plan.
  }

  async hasRows(): Promise<boolean> {
    return false;
  }

  async syncs(): Promise<readonly string[]> {
    return [];
  }

  async status(sync: string): Promise<SyncStatus> {
    return neverRun(sync);
  }

  async runs(): Promise<readonly RunRecord[]> {
    return [];
  }

  async member(): Promise<readonly MemberAtPlace[]> {
    return [];
  }

  async receipts(): Promise<MemberReceipts> {
    return { total: 0, newest: [], isWhole: true };
  }

  async acknowledged(): Promise<ReadonlyMap<string, string>> {
    return new Map();
  }

  async kept(): Promise<ReadonlySet<string>> {
    return new Set();
  }
}
