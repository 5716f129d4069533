/** The exit code of a command, from the errors and counts of what it did. */
import { ConfigError, InvariantError, TierlineError, TransientError } from "../domain/errors.ts";

export const EXIT = {
  done: 0,
  error: 1,
  changesPresent: 2,
  configuration: 3,
  guard: 4,
  notAccepted: 5,
  leaseHeld: 6,
  authentication: 7,
  interrupted: 130,
} as const;

/** What an operator should see first. An interrupt is their own doing and hides nothing but is said first. */
const WORST_FIRST: readonly number[] = [
  EXIT.interrupted,
  EXIT.authentication,
  EXIT.configuration,
  EXIT.leaseHeld,
  EXIT.guard,
  EXIT.error,
  EXIT.notAccepted,
  EXIT.changesPresent,
];

const AUTHENTICATION_CODES: ReadonlySet<string> = new Set(["authentication", "missing_scopes"]);
const HELD_CODES: ReadonlySet<string> = new Set(["lease_lost", "lease_held", "warehouse_locked"]);
/** A build or a load that stopped, or data that is too old: nothing about the configuration is wrong. */
const STOPPED_CODES: ReadonlySet<string> = new Set(["dbt_failed", "load_refused", "source_stale"]);

/** The worst of several codes; 0 for none. */
export function worstExitCode(codes: readonly number[]): number {
  return WORST_FIRST.find((code) => codes.includes(code)) ?? EXIT.done;
}

export function exitCodeOf(error: TierlineError): number {
  if (error.code === "interrupted") return EXIT.interrupted;
  if (STOPPED_CODES.has(error.code)) return EXIT.error;
  if (error instanceof ConfigError)
    return AUTHENTICATION_CODES.has(error.code) ? EXIT.authentication : EXIT.configuration;
  if (error instanceof TransientError && HELD_CODES.has(error.code)) return EXIT.leaseHeld;
  return EXIT.error;
}

/** What to do about our own bugs. */
export const BUG_REMEDY =
  "This is a bug in Tierline: nothing more was sent. Run again with TIERLINE_DEBUG=1 and report what it prints.";

/** What the system refuses to this user; the path is what they need to know, and holds nobody's data. */
const DENIED_CODES: ReadonlySet<string> = new Set(["EACCES", "EPERM", "EROFS"]);

/** Anything thrown, as one of our four kinds. What is none of them is our bug. */
export function asTierlineError(thrown: unknown): TierlineError {
  if (thrown instanceof TierlineError) return thrown;
  return (
    denied(thrown) ??
    new InvariantError("unexpected", "Something went wrong that Tierline has no word for.", {
      cause: thrown,
      remedy: BUG_REMEDY,
    })
  );
}

/** A file or folder that may not be read or written, as an error; undefined for anything else. */
export function denied(thrown: unknown): ConfigError | undefined {
  if (!(thrown instanceof Error) || !("code" in thrown) || !("path" in thrown)) return undefined;
  const { code, path } = thrown;
  if (typeof code !== "string" || typeof path !== "string" || !DENIED_CODES.has(code)) return undefined;
  return new ConfigError("not_permitted", `This user may not read or write ${path} (${code}).`, {
    cause: thrown,
    remedy: "Correct its rights, or run as the user who owns it.",
    location: { file: path },
  });
}
