/** An error in one paragraph, for a log or a message: what stands in a file with its place there. */
import type { Problem, TierlineError } from "../domain/errors.ts";

/** With at most `problemsMax` of what was found at once. */
export function toldWithPlaces(error: TierlineError, problemsMax: number): string {
  const more = error.causes.length - problemsMax;
  return [
    told(error),
    ...error.causes.slice(0, problemsMax).map(told),
    ...(more > 0 ? [`And ${more} more.`] : []),
  ].join(" ");
}

function told({ message, remedy, location }: Problem | TierlineError): string {
  const place = location === undefined ? [] : [location.file, location.line, location.column];
  const said = remedy === undefined ? message : `${message} ${remedy}`;
  return place.length === 0 ? said : `${place.filter((part) => part !== undefined).join(":")}: ${said}`;
}
