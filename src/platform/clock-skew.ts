/** How far another machine's clock is from ours, as far as one answer can tell. */

export interface Skew {
  /** Theirs minus ours, in milliseconds: not less than `minMs`, not more than `maxMs`. */
  readonly minMs: number;
  readonly maxMs: number;
}

/** A `Date` header tells whole seconds (RFC 9110, 5.6.7): it may have been up to this much later. */
const DATE_RESOLUTION_MS = 1_000;

/**
 * The header was written at some moment between our sending and the answer's end, so the difference is an interval.
 * Undefined without a header that is a date.
 */
export function measureSkew(sentAtMs: number, answeredAtMs: number, date: string | undefined): Skew | undefined {
  const theirMs = date === undefined ? Number.NaN : Date.parse(date);
  if (Number.isNaN(theirMs)) return undefined;
  return { minMs: theirMs - answeredAtMs, maxMs: theirMs + DATE_RESOLUTION_MS - sentAtMs };
}
