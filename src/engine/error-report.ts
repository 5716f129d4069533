/** An error as a value of a JSON document: what, where, what to do. */
import type { SourceLocation, TierlineError } from "../domain/errors.ts";

export interface ProblemReport {
  /** Stable, snake_case; scripts may branch on it. */
  readonly code: string;
  readonly message: string;
  readonly remedy: string | null;
  readonly location: {
    readonly file: string;
    readonly line: number | null;
    readonly column: number | null;
    /** The line as it stands in the file. */
    readonly text: string | null;
  } | null;
}

export interface ErrorReport extends ProblemReport {
  /** Several that were found at once; empty when it is one. */
  readonly problems: readonly ProblemReport[];
}

/** The exception behind a report, for those who look for a bug; it is no part of any document. */
const ORIGINS = new WeakMap<ErrorReport, TierlineError>();

export function originOf(report: ErrorReport): TierlineError | undefined {
  return ORIGINS.get(report);
}

export function errorReport(error: TierlineError): ErrorReport {
  const { code, message, remedy, location, causes } = error;
  const report: ErrorReport = {
    code,
    message,
    remedy: remedy ?? null,
    location: locationReport(location),
    // One problem speaks through the error itself.
    problems: causes.length < 2 ? [] : causes.map(problemReport),
  };
  ORIGINS.set(report, error);
  return report;
}

/** An expected outcome that ends a command, in the shape of an error. */
export function plainError(code: string, message: string, remedy: string | null): ErrorReport {
  return { code, message, remedy, location: null, problems: [] };
}

function problemReport(problem: TierlineError["causes"][number]): ProblemReport {
  const { code, message, remedy, location } = problem;
  return { code, message, remedy: remedy ?? null, location: locationReport(location) };
}

function locationReport(location: SourceLocation | undefined): ProblemReport["location"] {
  if (location === undefined) return null;
  const { file, line, column, text } = location;
  return { file, line: line ?? null, column: column ?? null, text: text ?? null };
}
