/**
 * Does the time of day smell of a slip? Pure rules over rows by hour of day (UTC). Each is a hint: shops differ. None is
 * asked of fewer than 200 rows, where chance alone makes such shapes.
 */

const ROWS_MIN = 200;
/** A quarter past this share of rows between 01:00 and 05:00 is no shop: evenly spread it would be 17 %. */
const NIGHT_SHARE_MIN = 0.5;
const NIGHT_HOURS: readonly number[] = [1, 2, 3, 4];
const MIDNIGHT_SHARE_MIN = 0.9;
/** Two shapes that overlap this little at the hours they have, and well when one is moved. */
const DISTANCE_MIN = 0.3;
const DISTANCE_GAIN_MIN = 0.5;

/** The share of rows between 01:00 and 05:00 when it is high enough to smell. */
export function smellNight(hours: readonly number[]): number | null {
  const rows = sum(hours);
  if (rows < ROWS_MIN) return null;
  const share = NIGHT_HOURS.reduce((total, hour) => total + (hours[hour] ?? 0), 0) / rows;
  return share >= NIGHT_SHARE_MIN ? share : null;
}

/** True when dates seem to have been taken for instants: nearly all rows at midnight, on more than one day. */
export function smellsOfDates(profile: {
  readonly rows: number;
  readonly midnight: number;
  readonly firstAt: string | null;
  readonly lastAt: string | null;
}): boolean {
  const { rows, midnight, firstAt, lastAt } = profile;
  return rows >= 20 && firstAt !== lastAt && midnight / rows >= MIDNIGHT_SHARE_MIN;
}

/**
 * By how many hours, from -11 to 12, `hours` seem to lie after `reference`; null when they fit as they are, or no shift
 * makes them fit. The distance of two shapes is half the sum of differences of shares: 0 the same, 1 nothing in common.
 */
export function smellShift(reference: readonly number[], hours: readonly number[]): number | null {
  if (sum(reference) < ROWS_MIN || sum(hours) < ROWS_MIN) return null;
  const unshifted = distance(reference, hours, 0);
  if (unshifted < DISTANCE_MIN) return null;
  let best = { shift: 0, distance: unshifted };
  for (let shift = -11; shift <= 12; shift += 1) {
    const shifted = distance(reference, hours, shift);
    if (shifted < best.distance) best = { shift, distance: shifted };
  }
  return best.shift !== 0 && best.distance <= unshifted * (1 - DISTANCE_GAIN_MIN) ? best.shift : null;
}

function distance(reference: readonly number[], hours: readonly number[], shift: number): number {
  const [all, others] = [sum(reference), sum(hours)];
  return (
    reference.reduce(
      (total, rows, hour) => total + Math.abs(rows / all - (hours[(hour + shift + 24) % 24] ?? 0) / others),
      0,
    ) / 2
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
