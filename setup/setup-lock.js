/** Keeps two set-ups of one folder apart: the second waits for the first, and a killed one leaves nothing that blocks. */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { SetupError } from "./run-command.js";

const WAIT_MAX_MS = 15 * 60_000;
const POLL_MS = 200;

/**
 * Runs `work` while this process alone holds `file`, which names the process.
 * @template Result
 * @param {string} file
 * @param {(line: string) => void} report
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function withSetupLock(file, report, work) {
  mkdirSync(dirname(file), { recursive: true });
  await acquire(file, report);
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

async function acquire(file, report) {
  const startedMs = Date.now();
  let isTold = false;
  while (!tryAcquire(file)) {
    const holder = readHolder(file);
    if (holder !== undefined && !isAlive(holder)) {
      discardStale(file, holder);
      continue;
    }
    if (Date.now() - startedMs > WAIT_MAX_MS)
      throw new SetupError(
        `Another set-up (process ${holder}) has held ${file} for 15 minutes.`,
        `End that process, or delete ${file} if no set-up runs.`,
      );
    if (!isTold) report(`Waiting for another set-up of this folder (process ${holder}) …`);
    isTold = true;
    await delay(POLL_MS);
  }
}

/** The file appears with its content or not at all: written aside, then linked. */
function tryAcquire(file) {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    return false;
  } finally {
    unlinkSync(own);
  }
}

function readHolder(file) {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    return undefined; // Released between the two calls.
  }
}

function isAlive(processId) {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Two waiters may see the same dead holder; the one that moves a living holder's file aside by mistake puts it back. */
function discardStale(file, deadHolder) {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
    if (readHolder(aside) !== deadHolder) linkSync(aside, file);
  } catch (error) {
    if (error.code !== "ENOENT" && error.code !== "EEXIST") throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}
