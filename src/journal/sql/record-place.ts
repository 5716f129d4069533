/**
 * Records that a place was taken. Who was there before us comes from the destination page by page, so it is no one
 * transaction: rows of a place that is not taken yet count for nothing and are written anew by the next try.
 */
import { InvariantError } from "../../domain/errors.ts";
import type { TakenPlace } from "../../domain/place.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import { execute, select } from "./execute.ts";
import type { JournalClock } from "./journal-clock.ts";
import { readPlace } from "./read-rows.ts";
import type { Held } from "./statements/guards.ts";
import { deleteKept, insertKept, selectPlaces, takePlace } from "./statements/places.ts";
import type { Sql } from "./tables.ts";

const KEPT_BATCH_ROWS = 10_000;

export interface Taking {
  readonly placeNo: number;
  readonly taken: TakenPlace;
  readonly kept: AsyncIterable<string>;
  readonly clock: JournalClock;
}

export async function recordPlace(warehouse: Warehouse, sql: Sql, held: Held, taking: Taking): Promise<void> {
  const { placeNo, taken, kept, clock } = taking;
  const places = (await select(warehouse, selectPlaces(sql, held.sync))).map(readPlace);
  if (!places.some((place) => place.placeNo === placeNo))
    throw new InvariantError("place_unknown", `Place ${placeNo} was never proposed.`);
  await execute(warehouse, deleteKept(sql, held, placeNo));
  let batch: string[] = [];
  const write = async (): Promise<void> => {
    if (batch.length > 0) await execute(warehouse, insertKept(sql, held, placeNo, batch));
    batch = [];
  };
  for await (const recordId of kept) {
    batch.push(recordId);
    if (batch.length === KEPT_BATCH_ROWS) await write();
  }
  await write();
  await execute(warehouse, takePlace(sql, held, placeNo, taken, await clock.nowMs()));
}
