/** What dbt knows of a relation before anybody reads it. */
export interface DbtModel {
  readonly name: string;
  /** Names as the project documents them. */
  readonly columns: readonly string[];
  /** True when a contract makes the list of columns complete; otherwise a missing name proves nothing. */
  readonly hasAllColumns: boolean;
}
