/**
 * A holdout: a stable share of an audience model's members who are kept off its lists, so that what a list does can be
 * measured.
 *
 * Who is held out depends on the seed and the member alone: the same people in every run, at every destination, in every
 * tier. The hash is GrowthBook's version 2 (growthbook/growthbook, packages/sdk-js/src/util.ts, read 2026-11-22), so that
 * an analysis made with it finds the same people.
 */

/** Buckets of the hash; a holdout takes the first ones. One bucket is 0.01 %. */
export const HOLDOUT_BUCKETS = 10_000;

export interface Holdout {
  /** Members in the first so many of the 10,000 buckets are held out: hundredths of a percent, 1 to 5,000. */
  readonly buckets: number;
  readonly seed: string;
}

/** 0 to 9,999. */
export function holdoutBucket(seed: string, value: string): number {
  return fnv1a(String(fnv1a(seed + value))) % HOLDOUT_BUCKETS;
}

export function isHeldOut({ buckets, seed }: Holdout, identity: string): boolean {
  return holdoutBucket(seed, identity) < buckets;
}

/** FNV-1a with 32 bits over UTF-16 code units: 0 to 2^32 − 1 (draft-eastlake-fnv-17, there over bytes). */
export function fnv1a(text: string): number {
  let hash = 2_166_136_261;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 16_777_619);
  return hash >>> 0;
}
