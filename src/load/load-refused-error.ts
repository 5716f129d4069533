/** Why a load did not happen: a list a person can work through and a program can read. */
import { ConfigError } from "../domain/errors.ts";

/** One thing to mend. Values are masked (see `mask-value.ts`). */
export interface Problem {
  /** As named on the command line. */
  readonly file: string;
  /** Physical line, from 1; the header is line 1. Null when the whole file is meant, or it has no lines. */
  readonly line: number | null;
  /** Of a file without lines: from 1. */
  readonly row: number | null;
  /** As the raw table calls it. Null when the whole row or file is meant. */
  readonly column: string | null;
  readonly value: string | null;
  readonly why: string;
  readonly remedy: string;
}

export const PROBLEMS_SHOWN_MAX = 20;

/** Code `load_refused`. Nothing was changed. */
export class LoadRefusedError extends ConfigError {
  /** At most 20, in the order of the files and their lines. */
  readonly problems: readonly Problem[];
  /** How many there are besides those listed. */
  readonly countMore: number;

  /** `count` may exceed the number of `problems` at hand. */
  constructor(problems: readonly Problem[], count: number = problems.length) {
    const shown = problems.slice(0, PROBLEMS_SHOWN_MAX);
    const what = count === 1 ? "1 problem was" : `${count} problems were`;
    super("load_refused", `${what} found in the files; nothing was loaded.`, {
      remedy: "Mend what is listed and load the same files again; rows that are known by then are not loaded twice.",
    });
    this.problems = shown;
    this.countMore = count - shown.length;
  }
}
