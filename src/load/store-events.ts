/** Puts staged events into their raw table: each id once, the first that came. */
import type { Dialect } from "../warehouse/dialect.ts";
import type { Cell, Statement, Statements } from "../warehouse/warehouse.ts";
import { CONFLICTS, LOADED_AT, RAW_SCHEMA, RECORD_NO, SOURCE_FILE } from "./raw-tables.ts";
import type { ReadableFile } from "./readable-file.ts";
import type { StagedFile } from "./stage-file.ts";
import type { Storing } from "./storing.ts";

/**
 * An event whose id is known, from an earlier load or an earlier line, is not stored again. If it differs in a column
 * the raw table names (a further column does not count, nor a descriptive one that the file lacks), it goes to `raw.conflicts`, where each such row is kept once.
 */
export async function storeEvents(
  statements: Statements,
  dialect: Dialect,
  file: ReadableFile,
  staged: StagedFile,
  loadedAt: string,
): Promise<Storing> {
  const { relation, records } = staged;
  const raw = dialect.relation(RAW_SCHEMA, file.source.table.name);
  const [found] = await statements.rows(
    `select count(distinct t.event_id) as ids, count(known.event_id) as known_ids
      from ${relation} as t left join ${raw} as known on known.event_id = t.event_id`,
  );
  const isRepeating = found?.["ids"] !== records;
  const store = new EventStatements(dialect, file, relation, loadedAt);
  if (!isRepeating && found?.["known_ids"] === 0)
    return {
      steps: [store.insertNew(false)],
      tell: ([loaded = 0]) => Promise.resolve({ loaded, replaced: 0, known: records - loaded, conflicts: 0 }),
    };
  return {
    steps: [store.insertNew(isRepeating), store.keepConflicts()],
    tell: async ([loaded = 0]) => {
      const [differing] = await statements.rows(`select count(*) as conflicts ${store.differing()}`);
      const conflicts = Number(differing?.["conflicts"]);
      return { loaded, replaced: 0, known: records - loaded - conflicts, conflicts };
    },
  };
}

class EventStatements {
  readonly #dialect: Dialect;
  readonly #file: ReadableFile;
  readonly #staged: string;
  readonly #parameters: readonly Cell[];
  readonly #raw: string;

  constructor(dialect: Dialect, file: ReadableFile, staged: string, loadedAt: string) {
    this.#dialect = dialect;
    this.#file = file;
    this.#staged = staged;
    this.#parameters = [loadedAt, file.source.name];
    this.#raw = dialect.relation(RAW_SCHEMA, file.source.table.name);
  }

  insertNew(isRepeating: boolean): Statement {
    const firstOnly = isRepeating
      ? `and t.${RECORD_NO} in (select min(${RECORD_NO}) from ${this.#staged} group by event_id)`
      : "";
    const text = `insert into ${this.#raw} (${this.#targets().join(", ")})
      select ${this.#values()} from ${this.#staged} as t
      where not exists (select 1 from ${this.#raw} as known where known.event_id = t.event_id) ${firstOnly}`;
    return { text, parameters: this.#parameters };
  }

  keepConflicts(): Statement {
    const columns = this.#compared();
    const same = columns.map((column) => `kept.${column} is not distinct from t.${column}`).join(" and ");
    const source = this.#dialect.literal(this.#file.source.table.name);
    const conflicts = this.#dialect.relation(RAW_SCHEMA, CONFLICTS);
    const distinct = `select min(t.${RECORD_NO}) ${this.differing()} group by ${columns.map((column) => `t.${column}`).join(", ")}`;
    const text = `insert into ${conflicts} (source_table, ${this.#targets().join(", ")})
      select ${source}, ${this.#values()} from ${this.#staged} as t
      where t.${RECORD_NO} in (${distinct})
        and not exists (select 1 from ${conflicts} as kept where kept.source_table = ${source} and kept.event_id = t.event_id and ${same})`;
    return { text, parameters: this.#parameters };
  }

  /** What is stored under each id now is what stays, so one comparison serves ids known before and ids repeated here. */
  differing(): string {
    const differ = this.#compared().map((column) => `t.${column} is distinct from known.${column}`);
    return `from ${this.#staged} as t inner join ${this.#raw} as known on known.event_id = t.event_id
      where ${differ.join(" or ")}`;
  }

  #compared(): readonly string[] {
    return this.#file.source.table.columns
      .filter((column) => column.isDescriptive !== true || this.#file.columns.includes(column.name))
      .map((column) => this.#dialect.quote(column.name));
  }

  #columns(): readonly string[] {
    const { source, furtherColumns } = this.#file;
    return [...source.table.columns.map(({ name }) => name), ...furtherColumns].map((name) =>
      this.#dialect.quote(name),
    );
  }

  #targets(): readonly string[] {
    return [...this.#columns(), LOADED_AT, SOURCE_FILE];
  }

  #values(): string {
    const dialect = this.#dialect;
    const cells = this.#columns().map((column) => `t.${column}`);
    return [...cells, dialect.instant(dialect.placeholder(1)), dialect.placeholder(2)].join(", ");
  }
}
