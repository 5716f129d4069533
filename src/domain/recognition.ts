/** Whom the programme knows of the people at a place: what a take-over may claim. */

/** The surest first: our own property, a record acknowledged before, the address of one known customer. */
export const KNOWN_BY = ["identity", "record", "address"] as const;
export type KnownBy = (typeof KNOWN_BY)[number];

export interface Recognised {
  readonly recordId: string;
  /** Null: a stranger, or somebody who could be several customers. */
  readonly known: { readonly identity: string; readonly by: KnownBy; readonly isDesired: boolean } | null;
  /** The address is that of several customers. */
  readonly isAmbiguous: boolean;
}

/**
 * One customer on two records is one of them: the one that is known most surely, when there is one such. The others, and
 * all where two are known equally well, are ambiguous: nobody can say whether they are to leave.
 */
export function settleRecognised(recognised: readonly Recognised[]): readonly Recognised[] {
  const best = new Map<string, { readonly rank: number; readonly count: number }>();
  for (const { known } of recognised) {
    if (known === null) continue;
    const rank = KNOWN_BY.indexOf(known.by);
    const before = best.get(known.identity);
    if (before === undefined || rank < before.rank) best.set(known.identity, { rank, count: 1 });
    else if (rank === before.rank) best.set(known.identity, { rank, count: before.count + 1 });
  }
  return recognised.map((one) => {
    if (one.known === null) return one;
    const { rank, count } = best.get(one.known.identity) ?? { rank: 0, count: 0 };
    const isSurest = count === 1 && KNOWN_BY.indexOf(one.known.by) === rank;
    return isSurest ? one : { ...one, known: null, isAmbiguous: true };
  });
}
