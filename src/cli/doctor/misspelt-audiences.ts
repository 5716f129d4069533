/** Audiences of a sync file that the models do not have, while they have one that is nearly called so. */
import { closestName } from "../../domain/closest-name.ts";
import { locationOfList, type Sync } from "../../domain/sync.ts";
import type { BuildFacts } from "../../journal/source.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import type { Finding } from "./check.ts";
import { warning } from "./finding.ts";

/** Reads one column of each audience model. */
export async function findMisspeltAudiences(
  warehouse: Warehouse,
  sync: Sync,
  build: BuildFacts,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { model } of sync.audiences) {
    const node = build.nodes.find((one) => one.model === model);
    if (node === undefined) continue;
    const rows = await warehouse.rows(`select distinct audience from ${node.relation} where audience is not null`);
    const present = rows.map(({ audience }) => String(audience)).toSorted();
    findings.push(...judgeAudiences(sync, model, present));
  }
  return findings;
}

/** An audience without members is no mistake; one beside a near name that fills no list may well be. */
export function judgeAudiences(sync: Sync, model: string, present: readonly string[]): readonly Finding[] {
  const lists = sync.audiences.find((one) => one.model === model)?.lists ?? [];
  const free = present.filter((audience) => !lists.some((one) => one.audience === audience));
  return lists.flatMap(({ audience, list }) => {
    const near = present.includes(audience) ? undefined : closestName(audience, free);
    if (near === undefined) return [];
    const { file, line } = locationOfList(sync, list);
    return [
      warning(
        "audience_unknown",
        `${file}${line === undefined ? "" : `:${line}`}: ${model} holds no audience ${audience}, so nobody is put on ${list}.`,
        `Did you mean ${near}? ${model} holds: ${present.join(", ")}.`,
      ),
    ];
  });
}
