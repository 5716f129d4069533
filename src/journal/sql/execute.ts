/** Runs a built statement. */
import type { Row, Statements, Step } from "../../warehouse/warehouse.ts";
import type { Statement } from "./parameters.ts";

/** The number of rows it changed. */
export function execute(statements: Statements, { text, parameters }: Statement): Promise<number> {
  return statements.run(text, parameters);
}

/** A step without which the steps around it are not wanted either. */
export function deciding(statement: Statement): Step {
  return { ...statement, mustChange: true };
}

/** All rows of a small result. */
export function select(statements: Statements, { text, parameters }: Statement): Promise<readonly Row[]> {
  return statements.rows(text, parameters);
}
