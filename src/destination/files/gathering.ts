/**
 * Rows of a wave that wait on this machine until the snapshot of their place is written. Written by each batch, a first load
 * of n rows in batches of b would write n² / 2b of them; see docs/decisions/0212-snapshots-are-gathered.md.
 */
import type { Op } from "../../domain/change.ts";
import type { Place } from "../../domain/place.ts";
import type { Receipt } from "../../domain/receipt.ts";
import { openTemporaryDirectory } from "../../platform/temporary-directory.ts";
import { appendRows, createRowTable, ROW, type BatchRows } from "./row-table.ts";
import { openTables, type Cell, type Tables } from "./tables.ts";

export interface GatheredPlace {
  readonly place: Place;
  /** Its rows, one per member. */
  readonly table: string;
  readonly ops: Set<Op>;
}

export interface Gathering {
  /** Of which plan: what another one gathered and never wrote is of no use. */
  readonly planNo: number;
  /** On this machine, for files on their way. */
  readonly directory: string;
  readonly tables: Tables;
  /** In the order in which they were gathered first. */
  readonly places: ReadonlyMap<number, GatheredPlace>;
  /** All rows or, when it rejects, none. */
  add(rows: BatchRows): Promise<void>;
  end(): Promise<void>;
}

/** Receipts held in memory at once. */
const RECEIPTS_PER_PART = 10_000;

export async function openGathering(planNo: number, nowMs: number): Promise<Gathering> {
  const directory = await openTemporaryDirectory("files", nowMs);
  let tables: Tables;
  try {
    tables = await openTables(directory.path);
  } catch (error) {
    await directory.remove();
    throw error;
  }
  const places = new Map<number, GatheredPlace>();
  return {
    planNo,
    directory: directory.path,
    tables,
    places,
    add: async (batchRows) => {
      const { place, op } = batchRows.batch;
      let gathered = places.get(place.placeNo);
      if (gathered === undefined) {
        gathered = { place, table: `rows_${place.placeNo}`, ops: new Set() };
        await createRowTable(tables, gathered.table, batchRows.columns);
        places.set(place.placeNo, gathered);
      }
      await appendRows(tables, gathered.table, batchRows);
      gathered.ops.add(op);
    },
    end: async () => {
      tables.close();
      await directory.remove();
    },
  };
}

/** What became of all rows of a place: they share one commit. */
export type PlaceAnswer =
  | { readonly outcome: "accepted" }
  | { readonly outcome: "withheld" | "unsettled"; readonly reason: string };

/** One receipt per gathered row of the place, in any order. */
export async function* receiptsOf(
  { tables }: Gathering,
  { table }: GatheredPlace,
  answer: PlaceAnswer,
): AsyncGenerator<readonly Receipt[], void, void> {
  const { outcome } = answer;
  const reason = answer.outcome === "accepted" ? null : answer.reason;
  const record = outcome === "accepted" ? "member_key" : ROW.record;
  const toReceipt = ([ordinal, recordId = null]: readonly Cell[]): Receipt => {
    const told = recordId === null ? null : String(recordId);
    return { ordinal: Number(ordinal), outcome, reason, message: null, recordId: told, ticket: null };
  };
  let part: Receipt[] = [];
  for await (const rows of tables.pages(`select ${ROW.ordinal}, ${record} from ${table}`)) {
    for (const row of rows) part.push(toReceipt(row));
    if (part.length < RECEIPTS_PER_PART) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}
