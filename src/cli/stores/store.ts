/** Where a target's events, models and state lie. One file per engine; each is loaded when a profile names it. */
import type { SqlJournalOptions } from "../../journal/sql/open-sql-journal.ts";
import type { SourceAccess, Warehouse } from "../../warehouse/warehouse.ts";

/** A connection that reaches dbt's relations. */
export interface OpenStore {
  readonly warehouse: Warehouse;
  readonly access: SourceAccess;
  close(): Promise<void>;
}

/** A connection that holds a target's state and reaches dbt's relations. */
export interface OpenState extends OpenStore {
  /** What the journal must know of the engine. */
  readonly journal: Omit<SqlJournalOptions, "warehouse" | "target" | "random" | "source" | "hashes">;
}

export interface Store {
  /** False before the first load or build: there is nothing to open. */
  isThere(): Promise<boolean>;
  /** For `load`, which writes raw tables. On an engine of one file nobody else may have it open. */
  openRaw(): Promise<Warehouse>;
  openMarts(): Promise<OpenStore>;
  /** To plan and to send. */
  openState(): Promise<OpenState>;
  /** To look and not to write: this target's models, and the state of `target`, which need not be there. */
  openReadings(target: string): Promise<OpenState>;
  /** Who answers; null for embedded files. */
  readonly server: (() => Promise<ServerFacts>) | null;
  readonly loss: StateLoss;
}

/** A database server as `doctor` tells of it. */
export interface ServerFacts {
  /** As `PostgreSQL 17.10, database shop`. */
  readonly name: string;
  readonly isEncrypted: boolean;
  /** Whether the schemas of the state and of raw tables are there, or may be made by this user. */
  readonly schemas: readonly { readonly name: string; readonly is: "there" | "creatable" | "missing" | "closed" }[];
}

/** What becomes of a state that was lost. */
export interface StateLoss {
  /** False: a state that is gone or was put back from a backup looks like any other. */
  readonly isTold: boolean;
  /** Moves away what there is of the state, never deletes it; its new name, null where there was nothing. */
  setAside(): Promise<string | null>;
  /** Opens the place of the state for a new one, whatever is noted of the one that was there. */
  openAnew(): Promise<OpenState>;
  /** Forgets what was noted of the state outside it. */
  forget(): Promise<void>;
}
