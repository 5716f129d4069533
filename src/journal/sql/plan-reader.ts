/** Reads the rows of stored plans. What never changes of a plan is asked once. */
import type { Change, Wave } from "../../domain/change.ts";
import { InvariantError } from "../../domain/errors.ts";
import type { Row, Warehouse } from "../../warehouse/warehouse.ts";
import type { PlanRow } from "../journal.ts";
import { select } from "./execute.ts";
import { readChange, readPlan, readPlanRow } from "./read-rows.ts";
import { integerOf, optionalIntegerOf } from "./row-cells.ts";
import { selectPlan } from "./statements/plans.ts";
import {
  selectChanges,
  selectPlanRows,
  selectPredecessors,
  selectWaveEnd,
  type ChangeRange,
  type PlanRowFilter,
  type PlanTable,
  type Predecessors,
} from "./statements/select-changes.ts";
import type { Sql } from "./tables.ts";

interface KnownPlan {
  readonly table: PlanTable;
  readonly properties: readonly string[];
  readonly contactPlaceNos: ReadonlySet<number>;
  /** The last ordinal by wave. */
  readonly waveEnds: Map<Wave, number>;
}

/** Rows read at once; also the width of a range. */
const RANGE_ROWS_MAX = 10_000;

export class PlanReader {
  readonly #warehouse: Warehouse;
  readonly #sql: Sql;
  #known: KnownPlan | undefined;

  constructor(warehouse: Warehouse, sql: Sql) {
    this.#warehouse = warehouse;
    this.#sql = sql;
  }

  /** Ranges of ordinals until the page is full or the wave ends: answered rows leave holes in it. */
  async changes(planNo: number, wave: Wave, afterOrdinal: number, limit: number): Promise<readonly Change[]> {
    const plan = await this.#plan(planNo);
    if (plan === undefined) throw new InvariantError("plan_unknown", `There is no plan ${planNo}.`);
    const end = await this.#waveEnd(plan, wave);
    const changes: Change[] = [];
    for (let after = afterOrdinal; after < end && changes.length < limit; after += RANGE_ROWS_MAX) {
      const range = { wave, after, until: Math.min(after + RANGE_ROWS_MAX, end) };
      const predecessors = await this.#predecessors(plan.table, range);
      const { text, parameters } = selectChanges(this.#sql, plan.table, range, predecessors);
      for (const row of await this.#warehouse.rows(text, parameters))
        changes.push(readChange(row, isContact(plan, row), plan.properties));
    }
    return changes.slice(0, limit);
  }

  async planRows(planNo: number, filter: PlanRowFilter): Promise<readonly PlanRow[]> {
    const plan = await this.#plan(planNo);
    if (plan === undefined) return [];
    const rows: PlanRow[] = [];
    const { text, parameters } = selectPlanRows(this.#sql, plan.table, filter);
    for await (const page of this.#warehouse.pages(text, parameters, RANGE_ROWS_MAX))
      for (const row of page) rows.push(readPlanRow(row, isContact(plan, row), plan.properties));
    return rows;
  }

  /** The sync of a plan that has rows; undefined for any other. */
  async syncOf(planNo: number): Promise<string | undefined> {
    return (await this.#plan(planNo))?.table.sync;
  }

  /** Undefined for a plan that is not there, or whose rows were dropped long after it was closed. */
  async #plan(planNo: number): Promise<KnownPlan | undefined> {
    if (this.#known?.table.planNo === planNo) return this.#known;
    const [row] = await select(this.#warehouse, selectPlan(this.#sql, planNo));
    if (row === undefined) return undefined;
    const { head, properties, isDropped } = readPlan(row);
    if (isDropped) return undefined;
    const contacts = head.counts.places.filter(({ kind }) => kind === "contact");
    this.#known = {
      table: { sync: head.sync, planNo, propertyCount: properties.length },
      properties,
      contactPlaceNos: new Set(contacts.map((place) => place.placeNo)),
      waveEnds: new Map(),
    };
    return this.#known;
  }

  async #predecessors(table: PlanTable, range: ChangeRange): Promise<Predecessors | null> {
    const [row] = await select(this.#warehouse, selectPredecessors(this.#sql, table, range));
    const first = row === undefined ? null : optionalIntegerOf(row, "first_ordinal");
    const last = row === undefined ? null : optionalIntegerOf(row, "last_ordinal");
    return first === null || last === null ? null : { first, last };
  }

  async #waveEnd({ table, waveEnds }: KnownPlan, wave: Wave): Promise<number> {
    const known = waveEnds.get(wave);
    if (known !== undefined) return known;
    const [row] = await select(this.#warehouse, selectWaveEnd(this.#sql, table.sync, table.planNo, wave));
    const end = row === undefined ? 0 : (optionalIntegerOf(row, "last_ordinal") ?? 0);
    waveEnds.set(wave, end);
    return end;
  }
}

function isContact({ contactPlaceNos }: KnownPlan, row: Row): boolean {
  return contactPlaceNos.has(integerOf(row, "place_no"));
}
