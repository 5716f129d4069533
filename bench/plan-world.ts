/** A sync of contacts to a stand-in in process: what planning and its pages are measured on. */
import { ALLOWABLE_GUARDS } from "../src/domain/guard.ts";
import { TransientError } from "../src/domain/errors.ts";
import type { SyncReport } from "../src/engine/report.ts";
import { planSyncs } from "../src/engine/run-syncs.ts";
import { systemClock } from "../src/platform/clock.ts";
import { systemRandom } from "../src/platform/random.ts";
import { createHubSpotSandbox } from "../src/sandbox/hubspot/hubspot-sandbox.ts";
import { inProcess } from "../src/sandbox/in-process.ts";
import type { Warehouse } from "../src/warehouse/warehouse.ts";
import { openSyncWorld, type SyncWorld } from "./sync-world.ts";

/** First runs are large here. */
export const ALLOWANCE = { guards: ALLOWABLE_GUARDS, reason: "a benchmark", by: "bench" } as const;

export async function openPlanWorld(warehouse: Warehouse): Promise<SyncWorld> {
  const sandbox = createHubSpotSandbox({ clock: systemClock, random: systemRandom });
  const send = inProcess(sandbox, () => new TransientError("connection_lost", "The stand-in gave no answer."));
  return openSyncWorld({ warehouse, hasLists: false, baseUrl: "http://127.0.0.1:1", send, invocationId: "build 1" });
}

/** What `tierline plan` does, but for starting. */
export async function makePlan({ engine, task }: SyncWorld): Promise<SyncReport> {
  const report = await planSyncs(engine, [task], { allowance: ALLOWANCE, signal: new AbortController().signal });
  const [sync] = report.syncs;
  if (sync?.plan === undefined || sync.plan === null)
    throw new Error(`No plan was made: ${JSON.stringify(sync?.error ?? report.error)}`);
  return sync;
}
