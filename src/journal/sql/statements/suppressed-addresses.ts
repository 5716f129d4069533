/** The addresses that were suppressed when a plan was made, for contacts that turn out to carry one. Hashes alone are kept. */
import { noRows } from "../../../warehouse/no-rows.ts";
import type { DesiredRelations } from "../desired-relations.ts";
import { Parameters, type Statement } from "../parameters.ts";
import type { Sql } from "../tables.ts";
import { suppressedSteps } from "./exclusions.ts";
import { memberItems } from "./member-columns.ts";

/** Made for every plan, so that a table that is not there is never taken for one without rows. */
export function createSuppressed(
  { dialect, tables }: Sql,
  sync: string,
  planNo: number,
  desired: DesiredRelations,
): Statement {
  const { text, parameters } = suppressedHashes(dialect, desired);
  return { text: `create table ${tables.suppressed(sync, planNo)} as\n${text}`, parameters };
}

function suppressedHashes(dialect: Sql["dialect"], { members, suppress }: DesiredRelations): Statement {
  if (suppress === null) return noRows(dialect, { address_hash: "text" });
  const read = memberItems(dialect, { ...members, properties: [] }).join(", ");
  const steps = [
    ["members_read", `select ${read}\n  from ${members.relation}`] as const,
    ...suppressedSteps(dialect, suppress, "members_read"),
  ];
  const text = `with ${steps.map(([name, query]) => `${name} as (\n  ${query}\n)`).join(",\n")}
select ${dialect.md5("address")} as address_hash
from suppressed_addresses`;
  return { text, parameters: [] };
}

export function selectSuppressed(
  { dialect, tables }: Sql,
  sync: string,
  planNo: number,
  addresses: readonly string[],
): Statement {
  const parameters = new Parameters(dialect);
  const records = addresses.map((address) => ({ address }));
  return parameters.statement(`select r.address
from ${parameters.records({ address: "text" }, records)} as r
inner join ${tables.suppressed(sync, planNo)} as s on s.address_hash = ${dialect.md5("r.address")}`);
}
