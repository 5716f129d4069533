/** Carries out the steps of a set-up that are not done yet, one set-up of a folder at a time. */
import { join } from "node:path";
import { withSetupLock } from "./setup-lock.js";

/**
 * @typedef {{label: string, isReady: () => boolean, install: (report: (line: string) => void) => Promise<void>}} Step
 */

/**
 * The steps run side by side; all end before the first failure is told, so that none is left running.
 * @param {string} folder
 * @param {readonly Step[]} steps
 * @param {(line: string) => void} report
 */
export async function carryOut(folder, steps, report) {
  if (steps.every((step) => step.isReady())) return;
  await withSetupLock(join(folder, ".tierline", "setup.lock"), report, async () => {
    const missing = steps.filter((step) => !step.isReady());
    const outcomes = await Promise.allSettled(missing.map((step) => carryOutStep(step, report)));
    for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
  });
}

async function carryOutStep(step, report) {
  const startedMs = Date.now();
  report(`Setting up ${step.label} (once) …`);
  await step.install(report);
  report(`  ${step.label}: ready after ${Math.round((Date.now() - startedMs) / 1000)} s`);
}

/** @param {string} line */
export function reportToStderr(line) {
  process.stderr.write(`${line}\n`);
}

/** A failed step, for people. @param {unknown} error */
export function reportFailure(error) {
  if (!(error instanceof Error) || error.name !== "SetupError") throw error;
  const { output, remedy } = error;
  reportToStderr(`${output === "" ? "" : `${output.trim()}\n\n`}${error.message}\n${remedy}`);
  process.exitCode = 3;
}
