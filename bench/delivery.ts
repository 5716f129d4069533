import { join } from "node:path";
import { systemClock } from "../src/platform/clock.ts";
import { openDuckDb } from "../src/warehouse/duckdb/open-duckdb.ts";
import type { Warehouse } from "../src/warehouse/warehouse.ts";
import { runApart } from "./apart.ts";
import { mustEqual, type Bench, type Benchmark } from "./benchmark.ts";
import { changeBalances, writeMembers } from "./members.ts";
import { runnerReport, type RunnerConfig, type RunnerReport } from "./runner.ts";
import { startSandbox, type Sandbox } from "./sandbox.ts";

const MEMBERS = 20_000;
const STREAMED = 1_000_000;
const WINDOW_MS = 10_000;
/** HubSpot's smallest plan. */
const REQUESTS_PER_WINDOW = 100;
/** The default share of it that Tierline uses. */
const BUDGET_PER_WINDOW = 80;
const UNLIMITED = 1_000_000_000;
const MEMORY_MB_MAX = 250;

export const deliveryBenchmark: Benchmark = {
  name: "delivery",
  summary: "contacts and lists to the stand-in over HTTP: how much of the budget is used, and how much memory",
  run,
};

async function run(bench: Bench): Promise<void> {
  for (const latencyMs of [0, 100]) await deliver(bench, latencyMs);
  await stream(bench);
}

/** A first load and an update of every balance. */
async function deliver(bench: Bench, latencyMs: number): Promise<void> {
  const members = bench.size(MEMBERS);
  const statePath = join(bench.folder, `state-${latencyMs}.duckdb`);
  await withState(statePath, (warehouse) => writeMembers(warehouse, members));
  const sandbox = await startSandbox({ requestsPerTenSeconds: REQUESTS_PER_WINDOW, latencyMs });
  try {
    const onLists = members - Math.ceil(members / 4);
    const rounds = [
      { what: "first load", rows: members + onLists },
      { what: "update", rows: members },
    ];
    for (const [index, { what, rows }] of rounds.entries()) {
      bench.show(`${what} of ${members} members, ${latencyMs} ms latency`);
      if (index > 0) {
        await withState(statePath, (warehouse) => changeBalances(warehouse, 1));
        // Each round is a process with a limiter of its own, which knows nothing of the requests before.
        await systemClock.sleep(WINDOW_MS);
      }
      const report = await startRunner({
        statePath,
        url: sandbox.url,
        hasLists: true,
        does: "run",
        invocationId: what,
      });
      mustEqual("the count of accepted rows", report.accepted, rows);
      mustEqual("the count of rows not accepted", report.notAccepted, 0);
      await checkSandbox(sandbox, members, onLists);
      const share = budgetUsed(report.sentAtMs);
      bench.report({
        what: `${what}, ${members.toLocaleString("en")} members, ${latencyMs} ms latency`,
        ...(share.windows === 0
          ? { value: report.sentAtMs.length, unit: "requests", aim: null }
          : { value: share.percent, unit: "%", aim: { of: "value", is: "at_least", limit: 95 } }),
        baseline: null,
        note: `of ${BUDGET_PER_WINDOW} requests per 10 s; ${describeWindows(share)}; ${report.sentAtMs.length} requests in ${report.seconds.toFixed(1)} s, none answered 429; peak memory ${Math.round(report.peakMemoryMb)} MB`,
      });
    }
  } finally {
    await sandbox.end();
  }
}

/** Planned by one process and applied by another, so that the memory is that of sending alone. */
async function stream(bench: Bench): Promise<void> {
  const rows = bench.size(STREAMED);
  const statePath = join(bench.folder, "state-stream.duckdb");
  await withState(statePath, (warehouse) => writeMembers(warehouse, rows));
  const sandbox = await startSandbox({ requestsPerTenSeconds: UNLIMITED, latencyMs: 0 });
  try {
    const config = { statePath, url: sandbox.url, hasLists: false, invocationId: "stream" };
    bench.show(`planning ${rows} changes`);
    const planned = await startRunner({ ...config, does: "plan" });
    bench.show(`sending ${rows} changes`);
    const sent = await startRunner({ ...config, does: "apply" });
    mustEqual("the count of accepted rows", sent.accepted, rows);
    mustEqual("the count of rows not accepted", sent.notAccepted, 0);
    await checkSandbox(sandbox, rows, 0);
    bench.report({
      what: `${rows.toLocaleString("en")} changes sent as fast as the stand-in takes them`,
      value: sent.peakMemoryMb,
      unit: "MB",
      baseline: null,
      aim: { of: "value", is: "at_most", limit: MEMORY_MB_MAX },
      note: `peak memory of tierline apply, ${Math.round(sent.peakSendingMb)} MB of it until the last request, the rest to close the plan; ${sent.sentAtMs.length} requests in ${sent.seconds.toFixed(1)} s; planning took ${planned.seconds.toFixed(1)} s and ${Math.round(planned.peakMemoryMb)} MB`,
    });
  } finally {
    await sandbox.end();
  }
}

function startRunner(config: RunnerConfig): Promise<RunnerReport> {
  return runApart("runner-process.ts", config, runnerReport);
}

async function withState(path: string, work: (warehouse: Warehouse) => Promise<unknown>): Promise<void> {
  const warehouse = await openDuckDb(path, { access: "write" });
  try {
    await work(warehouse);
  } finally {
    await warehouse.close();
  }
}

async function checkSandbox(sandbox: Sandbox, contacts: number, listMembers: number): Promise<void> {
  const report = await sandbox.report();
  mustEqual("the count of contacts", report.contacts, contacts);
  mustEqual("the count on lists", report.listMembers, listMembers);
  mustEqual("the count of answers 429", report.tooMany, 0);
}

interface BudgetUsed {
  readonly percent: number;
  /** Whole windows of 10 s between the first request and the last; 0 where the work took less. */
  readonly windows: number;
  /** Requests of each. */
  readonly requests: readonly number[];
}

/** Over the windows that passed while there was work: the last one, in which it ended, is left out. */
function budgetUsed(sentAtMs: readonly number[]): BudgetUsed {
  const [first = 0] = sentAtMs;
  const windows = Math.floor(((sentAtMs.at(-1) ?? first) - first) / WINDOW_MS);
  const requests = Array.from(
    { length: windows },
    (_, index) => sentAtMs.filter((atMs) => Math.floor((atMs - first) / WINDOW_MS) === index).length,
  );
  const sum = requests.reduce((total, count) => total + count, 0);
  return { percent: windows === 0 ? 0 : (sum / (windows * BUDGET_PER_WINDOW)) * 100, windows, requests };
}

function describeWindows({ windows, requests }: BudgetUsed): string {
  return windows === 0 ? "less than one window" : `requests by window ${requests.join(", ")}`;
}
