/** Gives places up: nothing is called at the destination, whoever is there stays, and nobody owns them afterwards. */
import { ConfigError } from "../domain/errors.ts";
import type { Decision } from "../domain/decision.ts";
import type { Place } from "../domain/place.ts";
import type { Engine } from "./engine.ts";
import { choosePlace } from "./choose-place.ts";
import { underLease } from "./under-lease.ts";

export interface ReleaseRequest {
  /** A place's number or its name; null: all places of a sync whose file is gone. */
  readonly place: string | null;
  readonly sync: string | null;
}

export interface ReleasedPlace {
  readonly place: Place;
  /** Rows that state forgot: members who were there, or may have been, because of us. */
  readonly rows: number;
}

/** `ConfigError` `place_unknown`, `place_ambiguous`, `sync_unknown`, `sync_in_use`; `TransientError` `lease_held`. */
export async function releasePlaces(
  engine: Pick<Engine<never>, "journal" | "stallMs" | "allSyncs">,
  { place, sync }: ReleaseRequest,
  decision: Decision,
): Promise<readonly ReleasedPlace[]> {
  const places = await engine.journal.allPlaces();
  const chosen = place === null ? placesOfGone(engine, places, sync) : [choosePlace(places, place, sync)];
  const released: ReleasedPlace[] = [];
  for (const one of chosen)
    await underLease(engine, one.sync, async (lease) => {
      released.push({ place: one, rows: await engine.journal.release(lease, one.placeNo, decision) });
    });
  return released;
}

function placesOfGone(
  { allSyncs }: Pick<Engine<never>, "allSyncs">,
  places: readonly Place[],
  sync: string | null,
): readonly Place[] {
  if (allSyncs.some(({ name }) => name === sync))
    throw new ConfigError("sync_in_use", `The sync ${sync ?? ""} has a file; its places are released one by one.`, {
      remedy: "Name the place by its number: `tierline status` shows it.",
    });
  const chosen = places.filter((place) => place.sync === sync);
  if (chosen.length > 0) return chosen;
  throw new ConfigError("sync_unknown", `State knows no place of a sync ${sync ?? ""}.`, {
    remedy: "`tierline status` lists what state knows.",
  });
}
