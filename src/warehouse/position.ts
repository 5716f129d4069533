/**
 * How far a state has come, noted outside it, for engines whose state is a file that can be lost or put back from a
 * backup. Engines with a server of their own need none.
 */

export interface Position {
  /** Names one state for ever; a new one gets another. */
  readonly stateId: string;
  /** Announcements and closes so far. */
  readonly position: number;
  /** The newest fence of any sync. */
  readonly fence: number;
}

export interface PositionLine {
  /** `ConfigError` `state_lost` when the state is another one than noted, or older. */
  check(state: Position): Promise<void>;
  /** Durable when it resolves. */
  write(state: Position): Promise<void>;
}
