/** What a person decided about a sync or a place: who and why are kept for good. */
export interface Decision {
  /** Null where no reason is asked for. */
  readonly reason: string | null;
  readonly by: string;
}

/** `keep`: whoever is there stays. `claim`: those whom the programme knows are ours from now on. */
export type TakeOverHow = "keep" | "claim";

/** A sync that somebody holds back. */
export interface Pause extends Decision {
  /** Journal time in epoch milliseconds. */
  readonly sinceMs: number;
}
