/** Looks at the four staging models as they stand in the warehouse, before anybody trusts them. */
import { isoInstant } from "../platform/instant.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";
import { clockChanges, daysToCount, smellClockChanges } from "./judge-clock-changes.ts";
import { judgeColumns } from "./judge-columns.ts";
import { judgeFigures } from "./judge-figures.ts";
import { findSuspects } from "./find-suspects.ts";
import type { Finding, Level, Profile, Programme } from "./profile.ts";
import { readFigures, type Figures } from "./read-figures.ts";
import { stagingModels, type StagingName, type StagingSource } from "./staging-models.ts";
import { countByDayAndHour } from "./statements/group-rows.ts";
import { readStaging } from "./statements/read-staging.ts";

export interface ProfileRequest {
  /** ISO 8601 UTC. */
  readonly asOf: string;
  /** All four, as dbt quotes them. */
  readonly relations: ReadonlyMap<StagingName, string>;
  /** Null: currencies are listed without being compared, and nobody is looked for whose tier would be unknown. */
  readonly programme: Programme | null;
  readonly onProgress?: (model: StagingName) => void;
}

const ORDER: readonly Level[] = ["error", "warn", "info"];

/** About a dozen passes over each model, all inside the warehouse. `ConfigError` `relation_missing`. */
export async function profileStaging(warehouse: Warehouse, request: ProfileRequest): Promise<Profile> {
  const { asOf, programme } = request;
  const sources: StagingSource[] = [];
  const figures: Figures[] = [];
  const findings: Finding[] = [];
  for (const model of stagingModels) {
    const relation = request.relations.get(model.name);
    if (relation === undefined) continue;
    request.onProgress?.(model.name);
    const columns = await warehouse.describe(relation);
    const from = readStaging(warehouse.dialect, model, relation, columns);
    const found = await readFigures(warehouse, model, relation, from, asOf);
    sources.push({ model, from });
    figures.push(found);
    findings.push(...judgeColumns(model, columns, found.rows));
    findings.push(...(await judgeClock(warehouse, { model, from }, found)));
  }
  findings.push(...judgeFigures(figures, programme));
  findings.push(...(await findSuspects(warehouse, { asOf, programme, sources, figures })));
  return {
    asOf: isoInstant(Date.parse(asOf)),
    programme,
    models: figures.map(({ future: _future, early: _early, ...profile }) => profile),
    findings: findings.toSorted((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level)),
  };
}

async function judgeClock(
  warehouse: Warehouse,
  { model, from }: StagingSource,
  { firstAt, lastAt, rows }: Figures,
): Promise<readonly Finding[]> {
  if (firstAt === null || lastAt === null) return [];
  const changes = clockChanges(firstAt, lastAt);
  if (changes.length === 0) return [];
  const counts = new Map<string, number[]>();
  const statement = countByDayAndHour(warehouse.dialect, model, from, daysToCount(changes));
  for (const row of await warehouse.rows(statement)) {
    const day = String(row["day_on"]);
    const hours = counts.get(day) ?? Array.from({ length: 24 }, () => 0);
    hours[Number(row["hour_of_day"])] = Number(row["count_rows"]);
    counts.set(day, hours);
  }
  const zone = smellClockChanges(changes, counts);
  if (zone === null) return [];
  return [
    {
      level: "warn",
      code: "local_time",
      model: model.name,
      count: rows,
      message: `Hours may be local, not UTC: on the days when clocks change in ${zone}, an hour is empty or holds double.`,
      remedy: `Convert ${model.instant} to UTC in the model, or write the offset where the rows are made.`,
      examples: [],
    },
  ];
}
