import { existsSync } from "node:fs";
import { cp, mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { z } from "zod";
import { makeShop } from "../src/demo/shop/make-shop.ts";
import { writeShop } from "../src/demo/shop/write-shop.ts";
import { systemClock } from "../src/platform/clock.ts";
import { isoInstant } from "../src/platform/instant.ts";
import { mustEqual, type Bench, type Benchmark } from "./benchmark.ts";
import { runProgram } from "./run-program.ts";
import { startSandbox } from "./sandbox.ts";
import { timed } from "./stopwatch.ts";

const STARTS = 15;
const SHOP_MEMBERS = 4_000;
const FIRST_RUN_MS = Date.UTC(2026, 5, 1, 6);
const MONTHS = 24;
const UNLIMITED = 1_000_000_000;

export const startBenchmark: Benchmark = {
  name: "start",
  summary: "how long --help takes, and what a run costs besides dbt and the network",
  run,
};

async function run(bench: Bench): Promise<void> {
  await measureHelp(bench);
  await measureRun(bench);
}

async function measureHelp(bench: Bench): Promise<void> {
  const { folder, root } = bench;
  const isBuilt = existsSync(join(root, "dist", "cli", "main.js"));
  const program = isBuilt ? await installed(folder, root) : join(root, "bin", "tierline.js");
  const bare: number[] = [];
  const own: number[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    bench.show(`start ${start + 1} of ${STARTS}`);
    bare.push((await timed(() => runProgram(process.execPath, ["-e", "0"], { cwd: folder }))).seconds * 1000);
    const help = await timed(() => runProgram(process.execPath, [program, "--help"], { cwd: folder }));
    mustEqual("help on standard output", /^ +run /mu.test(help.result.stdout) ? "there" : "missing", "there");
    own.push(help.seconds * 1000);
  }
  bench.report({
    what: `tierline --help, from ${isBuilt ? "dist" : "src: there is no dist"}`,
    value: median(own),
    unit: "ms",
    baseline: { what: "node -e 0", value: median(bare) },
    aim: { of: "value", is: "at_most", limit: 200 },
    note: `median of ${STARTS} starts; the fastest ${Math.round(Math.min(...own))} ms`,
  });
}

/** As npm lays it out: without src, so that dist is run. */
async function installed(folder: string, root: string): Promise<string> {
  const target = join(folder, "tierline");
  await mkdir(target);
  for (const name of ["bin", "dist", "package.json"])
    await cp(join(root, name), join(target, name), { recursive: true });
  await symlink(join(root, "node_modules"), join(target, "node_modules"));
  return join(target, "bin", "tierline.js");
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

const document = z.object({
  build: z.object({ seconds: z.number() }),
  syncs: z.array(z.object({ result: z.string() })),
});

/** The first run of the demo's shop, as a user starts it, against a stand-in that never makes it wait. */
async function measureRun(bench: Bench): Promise<void> {
  const { folder, root } = bench;
  const members = bench.size(SHOP_MEMBERS);
  const shop = join(folder, "shop");
  const sandbox = await startSandbox({ requestsPerTenSeconds: UNLIMITED, latencyMs: 0 });
  const env = { HUBSPOT_TOKEN: "sandbox", HUBSPOT_URL: sandbox.url, XDG_STATE_HOME: join(folder, "state") };
  const tierline = (words: readonly string[], options: { readonly cwd: string } & Partial<Heard>) =>
    runProgram(process.execPath, [join(root, "bin", "tierline.js"), ...words], {
      ...options,
      env: { ...env, ...options.env },
    });
  try {
    bench.show(`a shop of ${members} members`);
    await tierline(["init", "shop"], { cwd: folder });
    const made = makeShop(1, { members, months: MONTHS, endAtMs: FIRST_RUN_MS });
    await writeShop(join(shop, "data"), made, { untilMs: FIRST_RUN_MS });
    await tierline(["load", "data"], { cwd: shop });
    bench.show("tierline run");
    const requests = new BusyTime();
    const words = [
      "run",
      "--json",
      "--as-of",
      isoInstant(FIRST_RUN_MS),
      "--allow",
      "first-run",
      "--reason",
      "benchmark",
    ];
    const ran = await timed(() =>
      tierline(words, {
        cwd: shop,
        env: { TIERLINE_DEBUG: "1" },
        onError: (text) => requests.hear(text),
        exitCodes: [0, 5],
      }),
    );
    const { build, syncs } = document.parse(JSON.parse(ran.result.stdout));
    mustEqual("the result of the sync", syncs[0]?.result ?? "none", "applied");
    mustEqual("the count of contacts", (await sandbox.report()).contacts > 0 ? "some" : "none", "some");
    const network = requests.seconds();
    const own = ran.seconds - build.seconds - network;
    bench.report({
      what: `the first run of the demo's shop, ${members.toLocaleString("en")} members: outside dbt and network`,
      value: (own / ran.seconds) * 100,
      unit: "%",
      baseline: null,
      aim: null,
      note: `${own.toFixed(1)} s of ${ran.seconds.toFixed(1)} s; dbt ${build.seconds.toFixed(1)} s; ${requests.count} requests under way ${network.toFixed(1)} s`,
    });
  } finally {
    await sandbox.end();
  }
}

interface Heard {
  readonly env: Readonly<Record<string, string>>;
  readonly onError: (text: string) => void;
  /** 5: the shop has members who share an address, and such without one. */
  readonly exitCodes: readonly number[];
}

/** The time in which at least one request was under way, from the lines TIERLINE_DEBUG prints when each has ended. */
class BusyTime {
  readonly #spans: { readonly fromMs: number; readonly toMs: number }[] = [];

  get count(): number {
    return this.#spans.length;
  }

  hear(text: string): void {
    const toMs = systemClock.nowMs();
    for (const [, took] of text.matchAll(/^[A-Z]+ .* (\d+) ms$/gmu))
      this.#spans.push({ fromMs: toMs - Number(took), toMs });
  }

  seconds(): number {
    let busyMs = 0;
    let untilMs = 0;
    for (const { fromMs, toMs } of this.#spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
      busyMs += Math.max(0, toMs - Math.max(fromMs, untilMs));
      untilMs = Math.max(untilMs, toMs);
    }
    return busyMs / 1000;
  }
}
