/** The runner of a delivery: the real engine, journal and adapter over HTTP; only dbt's part was written beforehand. */
import v8 from "node:v8";
import { applyStored } from "../src/engine/apply-stored.ts";
import type { RunReport } from "../src/engine/report.ts";
import { planSyncs, runSyncs } from "../src/engine/run-syncs.ts";
import { systemClock } from "../src/platform/clock.ts";
import { createHttpSend } from "../src/platform/http.ts";
import { openDuckDb } from "../src/warehouse/duckdb/open-duckdb.ts";
import { answerApart } from "./apart.ts";
import { peakMemoryMb } from "./memory.ts";
import { ALLOWANCE } from "./plan-world.ts";
import { runnerConfig, type RunnerConfig, type RunnerReport } from "./runner.ts";
import { timed } from "./stopwatch.ts";
import { openSyncWorld, type SyncWorld } from "./sync-world.ts";

// As bin/tierline.js starts it.
v8.setFlagsFromString("--optimize-for-size");
await answerApart(runnerConfig, work);

async function work({ does, url, statePath, ...config }: RunnerConfig): Promise<RunnerReport> {
  const sentAtMs: number[] = [];
  let peakSendingMb = 0;
  const http = createHttpSend({ allowedOrigins: [url] });
  const world = await openSyncWorld({
    ...config,
    warehouse: await openDuckDb(statePath, { access: "write" }),
    baseUrl: url,
    send: (request) => {
      sentAtMs.push(systemClock.nowMs());
      peakSendingMb = peakMemoryMb();
      return http(request);
    },
  });
  try {
    const { result, seconds } = await timed(() => act(world, does, config.invocationId));
    const [sync] = result.syncs;
    if (sync === undefined || sync.error !== null)
      throw new Error(`The run failed: ${JSON.stringify(sync?.error ?? result.error)}`);
    const { accepted, refused, withheld, unsettled } = sync.receipts;
    return {
      accepted,
      notAccepted: refused + withheld + unsettled,
      sentAtMs,
      seconds,
      peakSendingMb,
      peakMemoryMb: peakMemoryMb(),
    };
  } finally {
    await world.close();
  }
}

async function act({ engine, task }: SyncWorld, does: RunnerConfig["does"], invocationId: string): Promise<RunReport> {
  const options = { allowance: ALLOWANCE, signal: new AbortController().signal };
  if (does === "plan") return planSyncs(engine, [task], options);
  if (does === "apply") return applyStored(engine, [task], null, options);
  const { asOf } = (await engine.source.newestBuild([])) ?? { asOf: "" };
  const build = { invocation_id: invocationId, as_of: asOf, models: 2, tests: 0, seconds: 0 };
  return runSyncs(engine, [task], async () => build, options);
}
