/** What one file changes in the raw tables, as part of the one transaction of a load. */
import type { Step } from "../warehouse/warehouse.ts";

export interface Stored {
  readonly loaded: number;
  readonly replaced: number;
  readonly known: number;
  readonly conflicts: number;
}

export interface Storing {
  readonly steps: readonly Step[];
  /** What became of the rows, once the steps are done; `changed`: the rows that each of them changed. */
  tell(changed: readonly number[]): Promise<Stored>;
}
