/** One thing the doctor looks at, and what it found. */

/** `skip`: there is nothing to look at yet, or it cannot be looked at. */
export type Mark = "ok" | "warn" | "fail" | "skip";

export interface Finding {
  readonly mark: Mark;
  /** One sentence, without personal data or secrets. */
  readonly said: string;
  /** What to do; null where nothing is to be done. */
  readonly remedy: string | null;
  /** Of a warning or a failure; stable, snake_case. */
  readonly code: string | null;
  /** What a command would end with for this reason; 0 unless it failed. */
  readonly exitCode: number;
}

export interface Check {
  /** One word; with the sync it names the check. */
  readonly name: string;
  /** Null: it is about the whole project. */
  readonly sync: string | null;
  /** Reads only. What it rejects with is a failure. */
  run(): Promise<readonly Finding[]>;
}
