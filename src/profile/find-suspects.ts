/** Looks for rows that should be looked into, counts them, and shows a few ids. */
import { maskValue } from "../domain/mask-value.ts";
import { isoInstant } from "../platform/instant.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";
import type { Finding, Programme } from "./profile.ts";
import { numberOf, onlyRow, textOf, type Figures } from "./read-figures.ts";
import type { StagingName, StagingSource } from "./staging-models.ts";
import * as select from "./statements/select-suspects.ts";
import { suspectsOfEvents } from "./suspects-of-events.ts";
import { suspectsOfModel } from "./suspects-of-model.ts";
import type { Suspicion } from "./suspicion.ts";

export interface SuspectRequest {
  readonly asOf: string;
  readonly programme: Programme | null;
  readonly sources: readonly StagingSource[];
  readonly figures: readonly Figures[];
}

const HOUR_MS = 3_600_000;

export async function findSuspects(warehouse: Warehouse, request: SuspectRequest): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const suspicion of suspicionsOf(warehouse, request)) {
    const counted = onlyRow(await warehouse.rows(select.countSuspects(suspicion.sql)));
    const count = numberOf(counted, "count_suspects");
    if (count === 0) continue;
    const examples = await warehouse.rows(select.selectExamples(suspicion.sql));
    const { level, code, model, remedy } = suspicion;
    findings.push({
      level,
      code,
      model,
      count,
      message: suspicion.message(count, numberOf(counted, "count_rows")),
      remedy,
      examples: examples.map((row) => maskValue(textOf(row, "id") ?? "")),
    });
  }
  return findings;
}

function suspicionsOf(warehouse: Warehouse, request: SuspectRequest): readonly Suspicion[] {
  const { sources, figures, asOf, programme } = request;
  const own = sources.flatMap((source) =>
    figures
      .filter(({ model }) => model === source.model.name)
      .flatMap((one) => suspectsOfModel(source, one, asOf, warehouse.dialect)),
  );
  const fromOf = (name: StagingName): string | undefined => sources.find(({ model }) => model.name === name)?.from;
  const [customers, statuses, charges, returns] = [
    fromOf("stg_loyalty__customers"),
    fromOf("stg_loyalty__status_events"),
    fromOf("stg_loyalty__charges"),
    fromOf("stg_loyalty__returns"),
  ];
  if (customers === undefined || statuses === undefined || charges === undefined || returns === undefined) return own;
  const window =
    programme === null
      ? null
      : {
          after: isoInstant(Date.parse(asOf) - programme.windowHours * HOUR_MS),
          until: asOf,
          currency: programme.currency,
        };
  return [...own, ...suspectsOfEvents(warehouse.dialect, { customers, statuses, charges, returns }, window)];
}
