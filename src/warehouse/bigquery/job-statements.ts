/** Statements as jobs; each stands for itself. */
import { InvariantError } from "../../domain/errors.ts";
import type { Cell, Row, Statements } from "../warehouse.ts";
import { withFunctions } from "./fnv1a.ts";
import type { FinishedJob, Jobs } from "./jobs.ts";
import { queryParameters } from "./query-parameters.ts";
import { cellReader } from "./read-cells.ts";
import { resultPage, resultRows } from "./rest-shapes.ts";

const SMALL_RESULT_ROWS_MAX = 10_000;

export function jobStatements(jobs: Jobs): Statements {
  return {
    run: async (sql, parameters = []) => {
      const { metadata } = await jobs.query(withFunctions(sql), queryParameters(parameters));
      return Number(metadata.statistics?.query?.numDmlAffectedRows ?? 0);
    },
    rows: (sql, parameters = []) => smallResult(readPages(jobs, sql, parameters, SMALL_RESULT_ROWS_MAX + 1)),
  };
}

/** All rows of pages that are known to be few. */
export async function smallResult(pages: AsyncIterable<readonly Row[]>): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const page of pages) {
    if (page.length > SMALL_RESULT_ROWS_MAX)
      throw new InvariantError("warehouse_rows", "A result that was to be small holds more than 10,000 rows.");
    rows.push(...page);
  }
  return rows;
}

/** Reads a result in pages of `pageRows` rows; the last one may be shorter. */
export async function* readPages(
  jobs: Jobs,
  sql: string,
  parameters: readonly Cell[],
  pageRows: number,
): AsyncGenerator<readonly Row[]> {
  yield* resultPages(jobs, await jobs.query(withFunctions(sql), queryParameters(parameters)), pageRows);
}

/** BigQuery ends a page where its bytes reach a limit: so rows are collected until a page is full. */
export async function* resultPages(jobs: Jobs, { job }: FinishedJob, pageRows: number): AsyncGenerator<readonly Row[]> {
  let pageToken: string | undefined;
  let rows: readonly Row[] = [];
  do {
    const maxResults = pageRows - rows.length;
    const [raw, , response] = await jobs.asking(() =>
      job.getQueryResults({
        autoPaginate: false,
        skipParsing: true,
        maxResults,
        ...(pageToken === undefined ? {} : { pageToken }),
      }),
    );
    const page = resultPage.parse(response);
    rows = [...rows, ...toRows(raw, page.schema?.fields ?? [])];
    pageToken = page.pageToken ?? undefined;
    if (rows.length < pageRows) continue;
    yield rows;
    rows = [];
  } while (pageToken !== undefined);
  if (rows.length > 0) yield rows;
}

function toRows(raw: unknown, fields: readonly { readonly name: string; readonly type: string }[]): readonly Row[] {
  const readers = fields.map(({ name, type }) => ({ name, read: cellReader(name, type) }));
  return resultRows.parse(raw).map(({ f: cells }) => {
    const row: Record<string, Cell> = {};
    for (const [index, { name, read }] of readers.entries()) row[name] = read(cells[index]?.v ?? null);
    return row;
  });
}
