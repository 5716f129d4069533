/**
 * `npm run test:live -- hubspot`: the destinations' contract on a real test account.
 *
 * It cleans up what an earlier run left, runs the suite in a process of its own, and cleans up again, also when tests fail
 * or it is interrupted. What was made is written down before it is made, so that even a killed run is cleaned up by the next.
 */
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { systemRandom } from "../../src/platform/random.ts";
import { cleanUp } from "./clean-up.ts";
import type { LiveSetting } from "./live-setting.ts";
import { readLiveSetting, VARIABLES } from "./live-setting.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const VITEST = fileURLToPath(import.meta.resolve("vitest/package.json")).replace(/package\.json$/u, "vitest.mjs");

process.exitCode = await main(process.argv.slice(2));

async function main([name, ...rest]: readonly string[]): Promise<number> {
  if (name !== "hubspot") {
    console.error("Name the destination: npm run test:live -- hubspot");
    return 3;
  }
  const setting = readLiveSetting(process.env, {
    runId: systemRandom.id().slice(0, 8),
    recordFileOf: (accountId) => join(tmpdir(), `tierline-live-hubspot-${accountId.replaceAll(/\W/gu, "")}.jsonl`),
  });
  if ("missing" in setting) {
    console.log(`Skipped: no test account is named (${setting.missing.join(", ")} not set). docs/hubspot.md says how.`);
    return 0;
  }
  await report(setting, "left by an earlier run");
  let exitCode = 1;
  try {
    exitCode = await runSuite(setting, rest);
  } finally {
    await report(setting, "made by this run");
  }
  return exitCode;
}

async function report(setting: LiveSetting, what: string): Promise<void> {
  try {
    const { contacts, lists } = await cleanUp(setting);
    if (contacts + lists > 0) console.error(`Cleaned up ${contacts} contacts and ${lists} lists ${what}.`);
  } catch (error) {
    const why = error instanceof Error ? error.message : "an unknown cause";
    throw new Error(`What was ${what} could not be cleaned up: ${why} Run it again; ${setting.recordFile} says what.`, {
      cause: error,
    });
  }
}

/** An interrupt ends the suite; what comes after it still runs. */
async function runSuite(setting: LiveSetting, rest: readonly string[]): Promise<number> {
  const env = {
    ...process.env,
    [VARIABLES.runId]: setting.runId,
    [VARIABLES.recordFile]: setting.recordFile,
  };
  const config = join(ROOT, "test", "live", "vitest.config.ts");
  const suite = spawn(process.execPath, [VITEST, "run", "--root", ROOT, "--config", config, "hubspot", ...rest], {
    cwd: ROOT,
    env,
    stdio: ["ignore", "inherit", "inherit"],
  });
  const pass = (signal: NodeJS.Signals): void => {
    suite.kill(signal);
  };
  process.on("SIGINT", pass).on("SIGTERM", pass);
  const code = await new Promise<number>((resolve, reject) => {
    suite.on("error", reject).on("close", (ended) => resolve(ended ?? 130));
  });
  process.off("SIGINT", pass).off("SIGTERM", pass);
  return code;
}
