/** What dbt's hooks wrote about its builds. */
import { Parameters, type Statement } from "../parameters.ts";
import type { Sql } from "../tables.ts";

/** `schema`: qualified and quoted. The newest started build that selected at least one of these models. */
export function selectNewestBuild(
  { dialect }: Pick<Sql, "dialect">,
  schema: string,
  models: readonly string[],
): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`select b.invocation_id, b.as_of, b.started_at, b.finished_at
from ${schema}.tierline_builds as b
where exists (
  select 1 from ${schema}.tierline_build_nodes as n
  where n.invocation_id = b.invocation_id and n.model in (${list(parameters, models)})
)
order by b.started_at desc, b.invocation_id desc
limit 1`);
}

/** Of these models, those that the build selected. */
export function selectBuildNodes(
  { dialect }: Pick<Sql, "dialect">,
  schema: string,
  invocationId: string,
  models: readonly string[],
): Statement {
  const parameters = new Parameters(dialect);
  return parameters.statement(`select model, relation_name, status
from ${schema}.tierline_build_nodes
where invocation_id = ${parameters.text(invocationId)} and model in (${list(parameters, models)})
order by model, unique_id`);
}

function list(parameters: Parameters, models: readonly string[]): string {
  return models.map((model) => parameters.text(model)).join(", ");
}
