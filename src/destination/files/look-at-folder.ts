/** What lies in a place's folder, and whether this run may go on from it. */
import type { Place } from "../../domain/place.ts";
import { readNewest, type Writing } from "./folder.ts";
import type { Manifest } from "./manifest.ts";
import type { FilesOptions } from "./options.ts";
import { contentChanged, folderOfAnother, manifestMissing, takenElsewhere } from "./place-errors.ts";

export interface PlaceWriting extends Writing {
  readonly options: FilesOptions;
  readonly place: Place;
  /** This run has written here before. */
  readonly isOurs: boolean;
}

export interface FolderState {
  readonly newest: Manifest | undefined;
  /** Whatever lies there is of an earlier life of the place, and nobody of it is ours. */
  readonly isAnew: boolean;
}

/** `ConfigError` when what lies there cannot be gone on from. */
export async function lookAtFolder(writing: PlaceWriting): Promise<FolderState> {
  const { options, folder } = writing;
  const newest = await readNewest(writing);
  if (newest !== undefined && newest.target !== options.target) throw folderOfAnother(folder, newest.target);
  const isAnew = beginsAnew(writing);
  if (!isAnew && isOfAnotherLife(writing, newest)) throw takenElsewhere(folder);
  if (newest === undefined && !isAnew) throw manifestMissing(folder);
  if (newest !== undefined && !isAnew && newest.content !== options.content)
    throw contentChanged(folder, newest.content, options.content);
  return { newest, isAnew };
}

/**
 * A place that was given up, or whose state was lost, is taken once more: its files begin anew. In its first run it has no
 * time of taking yet.
 */
function beginsAnew({ place, isOurs }: PlaceWriting): boolean {
  return !isOurs && place.takenAtMs === null;
}

/**
 * Taking a place leaves a manifest without a time, so one with another time than ours is of a state that took the place
 * after us, or wrote what we then took. A manifest of a first run tells no time.
 */
function isOfAnotherLife({ place, isOurs }: PlaceWriting, newest: Manifest | undefined): boolean {
  return !isOurs && newest !== undefined && newest.taken !== null && newest.taken !== place.takenAtMs;
}
