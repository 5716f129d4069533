/** The manifest of a file that was just written on this machine. */
import type { Op } from "../../domain/change.ts";
import type { Place } from "../../domain/place.ts";
import { isoInstant } from "../../platform/instant.ts";
import type { FileColumn } from "./columns.ts";
import { fileFacts } from "./file-facts.ts";
import type { Manifest } from "./manifest.ts";
import type { FilesOptions } from "./options.ts";

export interface WrittenFile {
  readonly name: string;
  /** On this machine. */
  readonly path: string;
  readonly rows: number;
}

export interface Telling {
  readonly options: FilesOptions;
  readonly place: Pick<Place, "name" | "audience" | "takenAtMs">;
  readonly columns: readonly FileColumn[];
  readonly sequence: number;
  readonly op: Op | null;
  /** Of a file of changes; '' for a snapshot. */
  readonly batch: string;
}

/** Reads the file once. `written` null: there is none yet. */
export async function manifestOf(telling: Telling, written: WrittenFile | null): Promise<Manifest> {
  const { options, place, columns, sequence, op, batch } = telling;
  return {
    version: 1,
    sync: options.sync,
    target: options.target,
    place: place.name,
    audience: place.audience,
    content: options.content,
    format: options.format,
    sequence,
    operation: op,
    rows: written?.rows ?? 0,
    at: isoInstant(options.clock.nowMs()),
    columns: [...columns],
    taken: place.takenAtMs,
    batch,
    file: written === null ? null : { name: written.name, ...(await fileFacts(written.path)) },
  };
}
