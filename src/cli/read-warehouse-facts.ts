/** What `status` tells of the warehouse: which build each sync would plan from, and how good the data is. */
import type { Project } from "../config/project.ts";
import { TransientError } from "../domain/errors.ts";
import type { Sync } from "../domain/sync.ts";
import { readBuild } from "../engine/read-build.ts";
import type { JournalReader } from "../journal/journal.ts";
import type { QuarantineCount } from "../load/count-quarantined.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";
import { readUnbuiltLoads, type UnbuiltLoads } from "./find-unbuilt-loads.ts";
import type { BuildSight } from "./next-step.ts";
import { isLoaded } from "../load/is-loaded.ts";
import { readQuarantine } from "./read-quarantine.ts";
import { hasMarts, withMarts, type Marts } from "./wire.ts";
import type { World } from "./world.ts";

/** Purchases of the newest months, and how many of them name a customer. */
export interface LinkedShare {
  readonly months: number;
  readonly purchases: number;
  readonly linked: number;
}

export interface WarehouseFacts {
  /** By sync. */
  readonly builds: ReadonlyMap<string, BuildSight>;
  readonly unbuilt: UnbuiltLoads;
  /** Null where it was not built. */
  readonly linked: LinkedShare | null;
  /** Rows that a load kept aside; null where none ever did. */
  readonly quarantined: QuarantineCount | null;
}

/** What a load would mend, by the refusal's code. */
const UNLOADED: ReadonlyMap<string, "unbuilt_unloaded" | "failed_unloaded"> = new Map([
  ["build_missing", "unbuilt_unloaded"],
  ["build_failed", "failed_unloaded"],
] as const);

const SHARE_MODEL = "agg_linked_share";
const MONTHS = 12;

export async function readWarehouseFacts(
  world: World,
  project: Project,
  syncs: readonly Sync[],
  journal: Pick<JournalReader, "status">,
): Promise<WarehouseFacts> {
  const unread = (is: "nothing_loaded" | "held"): WarehouseFacts => ({
    builds: new Map(syncs.map(({ name }) => [name, { is }])),
    unbuilt: new Map(),
    linked: null,
    quarantined: null,
  });
  if (!(await hasMarts(world, project))) return unread("nothing_loaded");
  try {
    return await withMarts(world, project, async (marts) => {
      const { warehouse, source } = marts;
      const builds = new Map<string, BuildSight>();
      for (const sync of syncs) {
        const { lastAppliedPlan } = await journal.status(sync.name);
        const answer = await readBuild(source, sync, lastAppliedPlan?.asOf ?? null);
        const unloaded = answer.is === "refused" ? UNLOADED.get(answer.refusal.code) : undefined;
        const isUnloaded = unloaded !== undefined && !(await isLoaded(warehouse));
        builds.set(sync.name, isUnloaded ? { is: unloaded } : answer);
      }
      const unbuilt = await readUnbuiltLoads(marts, syncs);
      return {
        builds,
        unbuilt,
        linked: await readLinked(warehouse, source),
        quarantined: await readQuarantine(warehouse),
      };
    });
  } catch (error) {
    // A load or a build writes it now: that is no failure of somebody who only looks.
    if (error instanceof TransientError && error.code === "warehouse_locked") return unread("held");
    throw error;
  }
}

async function readLinked(warehouse: Warehouse, source: Marts["source"]): Promise<LinkedShare | null> {
  const build = await source.newestBuild([SHARE_MODEL]);
  const node = build?.nodes.find(({ model, status }) => model === SHARE_MODEL && status === "success");
  if (node === undefined) return null;
  const { bigint } = warehouse.dialect.types;
  const [row] = await warehouse.rows(
    `select count(*) as months, cast(coalesce(sum(count_entries), 0) as ${bigint}) as purchases,
       cast(coalesce(sum(count_linked), 0) as ${bigint}) as linked
     from (
       select count_entries, count_linked from ${node.relation} where kind = 'charge' order by month_on desc limit ${MONTHS}
     ) as newest`,
  );
  const figure = (name: string): number => Number(row?.[name] ?? 0);
  return { months: figure("months"), purchases: figure("purchases"), linked: figure("linked") };
}
