/** Cuts the rows of a wave into batches, in order, without holding more than a page and a batch. */
import type { Change, Op, Wave } from "../domain/change.ts";
import { InvariantError } from "../domain/errors.ts";
import type { Place } from "../domain/place.ts";
import type { Batch, BatchLimit, DestinationLimits } from "../destination/destination.ts";

export interface ChangePages {
  changes(planNo: number, wave: Wave, afterOrdinal: number, limit: number): Promise<readonly Change[]>;
}

interface Open {
  readonly place: Place;
  readonly op: Op;
  readonly limit: BatchLimit;
  readonly changes: Change[];
  bytes: number;
}

/** One operation at one place per batch, within the destination's limits. Several consumers may share it. */
export async function* cutBatches(
  pages: ChangePages,
  plan: { readonly planNo: number; readonly places: ReadonlyMap<number, Place>; readonly limits: DestinationLimits },
  wave: Wave,
  pageRows: number,
): AsyncGenerator<Batch, void, void> {
  let open: Open | undefined;
  for await (const change of rowsOf(pages, plan.planNo, wave, pageRows)) {
    const bytes = byteCount(change);
    if (open !== undefined && !fits(open, change, bytes)) {
      yield batchOf(open);
      open = undefined;
    }
    open ??= begin(plan.places, plan.limits, change);
    open.changes.push(change);
    open.bytes += bytes;
  }
  if (open !== undefined) yield batchOf(open);
}

async function* rowsOf(
  pages: ChangePages,
  planNo: number,
  wave: Wave,
  pageRows: number,
): AsyncGenerator<Change, void, void> {
  let afterOrdinal = 0;
  while (true) {
    const page = await pages.changes(planNo, wave, afterOrdinal, pageRows);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < pageRows) return;
    if (last.ordinal <= afterOrdinal)
      throw new InvariantError(
        "page_not_ascending",
        `A page of plan ${planNo} does not go on after row ${afterOrdinal}.`,
      );
    afterOrdinal = last.ordinal;
  }
}

function begin(places: ReadonlyMap<number, Place>, limits: DestinationLimits, change: Change): Open {
  const place = places.get(change.placeNo);
  if (place === undefined)
    throw new InvariantError(
      "place_unknown",
      `Row ${change.ordinal} names place ${change.placeNo}, which the plan lacks.`,
    );
  return { place, op: change.op, limit: limits.batches[place.kind][change.op], changes: [], bytes: 0 };
}

function fits({ place, op, limit, changes, bytes }: Open, change: Change, more: number): boolean {
  return (
    place.placeNo === change.placeNo &&
    op === change.op &&
    changes.length < limit.maxRows &&
    bytes + more <= limit.maxBytes
  );
}

function batchOf({ place, op, changes }: Open): Batch {
  return { op, place, changes };
}

/** An upper estimate of what a row adds to a request: its own JSON, which names more than any request does. */
function byteCount(change: Change): number {
  return Buffer.byteLength(JSON.stringify(change));
}
