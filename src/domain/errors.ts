/**
 * The four kinds of exception. Expected outcomes (a refused row, a held lease, a guard that stops) are values.
 *
 * Every message is one or two sentences without personal data or secrets; `remedy` names what to do next.
 */

/** Where an operator can find what is wrong. Lines and columns count from 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** The offending line as it stands in the file; never a line that may hold a secret. */
  readonly text?: string;
}

/** One thing that is wrong, of several that were found at once. */
export interface Problem {
  /** Stable, snake_case. */
  readonly code: string;
  readonly message: string;
  readonly remedy?: string;
  readonly location?: SourceLocation;
}

export interface ErrorDetails {
  readonly remedy?: string;
  readonly cause?: unknown;
  readonly location?: SourceLocation;
  /** Everything that was found at once, bounded, in the order of the file; the error itself then speaks of all. */
  readonly causes?: readonly Problem[];
}

export abstract class TierlineError extends Error {
  /** Stable, snake_case, documented: scripts may branch on it. */
  readonly code: string;
  readonly remedy: string | undefined;
  readonly location: SourceLocation | undefined;
  /** Empty when the error itself says everything. */
  readonly causes: readonly Problem[];

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = code;
    this.remedy = details.remedy;
    this.location = details.location;
    this.causes = details.causes ?? [];
  }
}

/** The operator can fix it: a file, a credential, a right, a place. Exit 3, or 7 for code `authentication`. */
export class ConfigError extends TierlineError {}

/** It may work later: the network, a rate limit, a lock. Exit 1. */
export class TransientError extends TierlineError {
  readonly retryAfterMs: number | undefined;

  constructor(code: string, message: string, details: ErrorDetails & { readonly retryAfterMs?: number } = {}) {
    super(code, message, details);
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** A vendor or an adapter broke its promise: an answer of an unknown shape, two receipts for one row. Exit 1. */
export class ContractError extends TierlineError {}

/** Our own bug: stop before anything is sent or written. Exit 1. */
export class InvariantError extends TierlineError {}
