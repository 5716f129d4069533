/** The place that a person means: by its number, as `tierline status` shows it, or by its name. */
import { closestName } from "../domain/closest-name.ts";
import { ConfigError } from "../domain/errors.ts";
import type { Place } from "../domain/place.ts";

/**
 * A number means that place, also where a list is called so: status, doctor and plan name places by number in the commands
 * that they tell. `sync`: null for any. `ConfigError` `place_unknown`, `place_ambiguous`.
 */
export function choosePlace(places: readonly Place[], given: string, sync: string | null): Place {
  const candidates = places.filter((place) => sync === null || place.sync === sync);
  const numbered = candidates.find(({ placeNo }) => String(placeNo) === given);
  if (numbered !== undefined) return numbered;
  const named = candidates.filter(({ name }) => name === given);
  const [place, ...others] = named;
  if (place === undefined) throw unknownPlace(candidates, given, sync);
  if (others.length === 0) return place;
  throw new ConfigError("place_ambiguous", `Several places are called ${given}: ${named.map(describe).join(", ")}.`, {
    remedy: "Name it by its number, or add --sync.",
  });
}

function unknownPlace(places: readonly Place[], given: string, sync: string | null): ConfigError {
  const near = closestName(
    given,
    places.map(({ name }) => name),
  );
  const question = near === undefined ? "" : `Did you mean ${near}? `;
  const of = sync === null ? "" : ` of the sync ${sync}`;
  return new ConfigError("place_unknown", `State knows no place ${given}${of}.`, {
    remedy: `${question}It knows: ${places.map(describe).join(", ") || "none"}.`,
  });
}

function describe({ placeNo, name, sync }: Place): string {
  return `${placeNo} (${name} of ${sync})`;
}
