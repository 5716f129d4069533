/** Runs a built statement. */
import type { Row, Statements } from "../../warehouse/warehouse.ts";
import type { Statement } from "./parameters.ts";

/** The number of rows it changed. */
export function execute(statements: Statements, { text, parameters }: Statement): Promise<number> {
  return statements.run(text, parameters);
}

/** All rows of a small result. */
export function select(statements: Statements, { text, parameters }: Statement): Promise<readonly Row[]> {
  return statements.rows(text, parameters);
}
