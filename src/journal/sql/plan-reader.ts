/** Reads the rows of stored plans. What never changes of a plan is asked once. */
import { WAVES, type Change, type Wave } from "../../domain/change.ts";
import { InvariantError } from "../../domain/errors.ts";
import type { PlaceKind } from "../../domain/place.ts";
import type { Row, Statements } from "../../warehouse/warehouse.ts";
import type { PlanRow, PlanRowFilter } from "../plan-row.ts";
import { select } from "./execute.ts";
import { readChange, readPlan, readPlanRow } from "./read-rows.ts";
import { parseRows } from "./parse-rows.ts";
import { integerOf, optionalIntegerOf, optionalTextOf } from "./row-cells.ts";
import { selectPlan } from "./statements/plans.ts";
import {
  changeColumnNames,
  selectChanges,
  selectPredecessors,
  selectWaveEnd,
  type ChangeRange,
  type PlanTable,
  type Predecessors,
} from "./statements/select-changes.ts";
import { selectPlanPage, selectPlanRows } from "./statements/select-plan-rows.ts";
import type { Sql } from "./tables.ts";

interface KnownPlan {
  readonly table: PlanTable;
  readonly properties: readonly string[];
  /** Of a page of changes. */
  readonly columns: readonly string[];
  readonly contactPlaceNos: ReadonlySet<number>;
  /** The last ordinal by wave. */
  readonly waveEnds: Map<Wave, number>;
}

/** Rows read at once; also the width of a range. */
const RANGE_ROWS_MAX = 10_000;

/** What tells a plan's rows apart and names their values. */
export interface ReadPlan {
  readonly sync: string;
  readonly planNo: number;
  readonly properties: readonly string[];
  readonly places: readonly { readonly placeNo: number; readonly kind: PlaceKind }[];
}

export class PlanReader {
  readonly #statements: Statements;
  readonly #sql: Sql;
  #known: KnownPlan | undefined;

  /** `plan`: one that is not stored; nothing is asked about it. */
  constructor(statements: Statements, sql: Sql, plan?: ReadPlan) {
    this.#statements = statements;
    this.#sql = sql;
    if (plan !== undefined) this.#known = knownPlan(plan);
  }

  /**
   * Ranges of ordinals until the page is full or the wave ends. The first is as wide as the page; answered rows leave
   * holes, so the next are wider.
   */
  async changes(planNo: number, wave: Wave, afterOrdinal: number, limit: number): Promise<readonly Change[]> {
    const plan = await this.#plan(planNo);
    if (plan === undefined) throw new InvariantError("plan_unknown", `There is no plan ${planNo}.`);
    const end = await this.#waveEnd(plan, wave);
    const changes: Change[] = [];
    let width = Math.min(limit, RANGE_ROWS_MAX);
    for (let after = afterOrdinal; after < end && changes.length < limit; after += width) {
      if (after > afterOrdinal) width = Math.min(2 * width, RANGE_ROWS_MAX);
      const range = { wave, after, until: Math.min(after + width, end) };
      const predecessors = await this.#predecessors(plan.table, range);
      const [selected] = await select(this.#statements, selectChanges(this.#sql, plan.table, range, predecessors));
      const page = selected === undefined ? null : optionalTextOf(selected, "page");
      for (const row of parseRows(page ?? "", plan.columns))
        changes.push(readChange(row, isContact(plan, row), plan.properties));
    }
    return changes.slice(0, limit);
  }

  async planRows(planNo: number, filter: PlanRowFilter): Promise<readonly PlanRow[]> {
    const plan = await this.#plan(planNo);
    if (plan === undefined) return [];
    const rows = await select(this.#statements, selectPlanRows(this.#sql, plan.table, filter));
    return rows.map((row) => readPlanRow(row, isContact(plan, row), plan.properties));
  }

  async *planPages(planNo: number): AsyncGenerator<readonly PlanRow[]> {
    const plan = await this.#plan(planNo);
    if (plan === undefined) return;
    let end = 0;
    for (const wave of WAVES) end = Math.max(end, await this.#waveEnd(plan, wave));
    for (let after = 0; after < end; after += RANGE_ROWS_MAX) {
      const range = { after, until: Math.min(after + RANGE_ROWS_MAX, end) };
      const predecessors = await this.#predecessors(plan.table, range);
      const page = selectPlanPage(this.#sql, plan.table, range, predecessors);
      const rows = await select(this.#statements, page);
      yield rows.map((row) => readPlanRow(row, isContact(plan, row), plan.properties));
    }
  }

  /** The sync of a plan that has rows; undefined for any other. */
  async syncOf(planNo: number): Promise<string | undefined> {
    return (await this.#plan(planNo))?.table.sync;
  }

  /** Undefined for a plan that is not there, or whose rows were dropped long after it was closed. */
  async #plan(planNo: number): Promise<KnownPlan | undefined> {
    if (this.#known?.table.planNo === planNo) return this.#known;
    const [row] = await select(this.#statements, selectPlan(this.#sql, planNo));
    if (row === undefined) return undefined;
    const { head, properties, isDropped } = readPlan(row);
    if (isDropped) return undefined;
    this.#known = knownPlan({ sync: head.sync, planNo, properties, places: head.counts.places });
    return this.#known;
  }

  async #predecessors(table: PlanTable, range: Pick<ChangeRange, "after" | "until">): Promise<Predecessors | null> {
    const [row] = await select(this.#statements, selectPredecessors(this.#sql, table, range));
    const first = row === undefined ? null : optionalIntegerOf(row, "first_ordinal");
    const last = row === undefined ? null : optionalIntegerOf(row, "last_ordinal");
    return first === null || last === null ? null : { first, last };
  }

  async #waveEnd({ table, waveEnds }: KnownPlan, wave: Wave): Promise<number> {
    const known = waveEnds.get(wave);
    if (known !== undefined) return known;
    const [row] = await select(this.#statements, selectWaveEnd(this.#sql, table.sync, table.planNo, wave));
    const end = row === undefined ? 0 : (optionalIntegerOf(row, "last_ordinal") ?? 0);
    waveEnds.set(wave, end);
    return end;
  }
}

function knownPlan({ sync, planNo, properties, places }: ReadPlan): KnownPlan {
  const contacts = places.filter(({ kind }) => kind === "contact");
  return {
    table: { sync, planNo, propertyCount: properties.length },
    properties,
    columns: changeColumnNames(properties.length),
    contactPlaceNos: new Set(contacts.map((place) => place.placeNo)),
    waveEnds: new Map(),
  };
}

function isContact({ contactPlaceNos }: KnownPlan, row: Row): boolean {
  return contactPlaceNos.has(integerOf(row, "place_no"));
}
