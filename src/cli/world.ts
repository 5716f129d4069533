/** Everything a command touches outside itself, so that the tour and the tests can stand in for a terminal. */
import type { Clock } from "../platform/clock.ts";
import type { Random } from "../platform/random.ts";
import type { Progress } from "./progress.ts";
import type { Environment, Terminal } from "./terminal.ts";

export interface World {
  /** The directory the command was started in. */
  readonly directory: string;
  /** How the user starts Tierline: `npx tierline`. Commands in texts are written so. */
  readonly command: string;
  /** The folder of the pages that texts name as `docs/…`, from `directory`. */
  readonly pages: string;
  readonly environment: Environment;
  readonly terminal: Terminal;
  readonly progress: Progress;
  readonly clock: Clock;
  /** How far it is ahead of real time, and so of a server's: nothing but in the tour. */
  readonly aheadMs: () => number;
  readonly random: Random;
  /** Aborted by SIGINT, SIGTERM or SIGHUP: stop cleanly. */
  readonly signal: AbortSignal;
  /** Data for people or scripts. */
  readonly out: (line: string) => void;
  /** Data as it stands, for output of any length. Resolves when it was taken, so that nothing piles up. */
  readonly write: (text: string) => Promise<void>;
  /** Everything else. */
  readonly err: (line: string) => void;
}
