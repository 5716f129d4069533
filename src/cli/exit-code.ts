/** What a process tells its caller. Documented in docs/operations.md; scripts may branch on it. */
import { ConfigError, TierlineError } from "../domain/errors.ts";

export const EXIT = {
  done: 0,
  error: 1,
  /** Only with `plan --exit-code`. */
  changes: 2,
  configuration: 3,
  guard: 4,
  notAccepted: 5,
  heldElsewhere: 6,
  authentication: 7,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** From weak to strong: what a run of several syncs reports is the strongest of theirs. */
const STRENGTH: readonly ExitCode[] = [
  EXIT.done,
  EXIT.changes,
  EXIT.notAccepted,
  EXIT.error,
  EXIT.guard,
  EXIT.heldElsewhere,
  EXIT.configuration,
  EXIT.authentication,
  EXIT.interrupted,
];

export function strongest(codes: readonly ExitCode[]): ExitCode {
  return codes.reduce<ExitCode>(
    (worst, code) => (STRENGTH.indexOf(code) > STRENGTH.indexOf(worst) ? code : worst),
    EXIT.done,
  );
}

/** Codes of a `ConfigError` that stand for a stopped build or load: nothing about the configuration is wrong. */
const STOPPED: ReadonlySet<string> = new Set(["dbt_failed", "load_refused"]);
const HELD: ReadonlySet<string> = new Set(["warehouse_locked", "held_elsewhere"]);

export function exitCodeOf(error: unknown): ExitCode {
  if (!(error instanceof TierlineError)) return EXIT.error;
  if (error.code === "interrupted") return EXIT.interrupted;
  if (error.code === "authentication") return EXIT.authentication;
  if (error.code === "guard_refused") return EXIT.guard;
  if (HELD.has(error.code)) return EXIT.heldElsewhere;
  if (STOPPED.has(error.code)) return EXIT.error;
  return error instanceof ConfigError ? EXIT.configuration : EXIT.error;
}
