/**
 * Steps as one script: a transaction in a single job, since BigQuery has none that spans requests. A script that ends with an
 * error has rolled back by itself. ("Multi-statement transactions", docs.cloud.google.com/bigquery/docs/transactions, read
 * 2026-11-28.)
 */
import type { Row, Step } from "../warehouse.ts";
import { queryParameters, type QueryParameters } from "./query-parameters.ts";

export interface Script {
  readonly text: string;
  readonly parameters: QueryParameters;
}

/** Its result is one row: how many rows each step changed, and whether the whole was done. */
export function scriptOf(steps: readonly Step[]): Script {
  const parts = steps.map(({ parameters }, index) => queryParameters(parameters, prefixOf(index)));
  const names = steps.map((_, index) => nameOf(index));
  return {
    text: `declare is_done bool default false;
declare ${names.join(", ")} int64;
begin transaction;
${stepsFrom(steps, 0)}
select is_done, ${names.join(", ")};`,
    parameters: {
      params: Object.assign({}, ...parts.map(({ params }) => params)),
      types: Object.assign({}, ...parts.map(({ types }) => types)),
    },
  };
}

/** What `atomically` answers. */
export function changesOf(row: Row | undefined, steps: readonly Step[]): readonly number[] | undefined {
  if (row?.["is_done"] !== true) return undefined;
  return steps.map((_, index) => Number(row[nameOf(index)]));
}

/** What follows a step that must change a row stands inside its condition. */
function stepsFrom(steps: readonly Step[], index: number): string {
  const step = steps[index];
  if (step === undefined) return "commit transaction;\nset is_done = true;";
  const counted = `${renamed(step.text, index)};\nset ${nameOf(index)} = @@row_count;`;
  const rest = stepsFrom(steps, index + 1);
  if (step.mustChange !== true) return `${counted}\n${rest}`;
  return `${counted}\nif ${nameOf(index)} > 0 then\n${rest}\nelse\nrollback transaction;\nend if;`;
}

const nameOf = (index: number): string => `changed_${index + 1}`;
const prefixOf = (index: number): string => `s${index + 1}_`;

/** A script's steps share their parameters' names: each gets its own. What stands in quotes is no parameter. */
function renamed(text: string, index: number): string {
  return text.replaceAll(/'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|@(p\d+)/gsu, (found: string, name: string | undefined) =>
    name === undefined ? found : `@${prefixOf(index)}${name}`,
  );
}
