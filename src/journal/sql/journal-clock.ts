/** Time of the journal: the process's clock beside an embedded store, the server's own elsewhere. */
export interface JournalClock {
  /** Epoch milliseconds, UTC. */
  nowMs(): number | Promise<number>;
}
