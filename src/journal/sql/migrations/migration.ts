/** One step from a version of the state's schema to the next. */
import type { Sql } from "../tables.ts";

export interface Migration {
  /** The version it makes, one above the one it begins from. */
  readonly version: number;
  /**
   * Each may be run again: not every engine changes tables within a transaction, so a migration that was interrupted
   * begins anew. `syncs` are those that ever took a lease, whose own tables may change too.
   */
  statements(sql: Sql, syncs: readonly string[]): readonly string[];
}
