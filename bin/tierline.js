#!/usr/bin/env node
/**
 * Starts Tierline. Plain JavaScript for every Node from 20 on: in a package it runs `dist/`; in a clone it runs `src/`
 * as it is, on the project's own Node 24, since older ones cannot run TypeScript.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import * as module from "node:module";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";

const NODE_MAJOR = 24;
/** Set in the process started on our own Node, so that a wrong one there can never start itself again and again. */
const RESTARTED = "TIERLINE_RESTARTED";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const commandLine = process.argv.slice(2);
const ownNode = join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
const isClone = existsSync(join(root, "src", "cli", "main.ts"));

if (isClone) prepare();
if (Number(process.versions.node.split(".")[0]) === NODE_MAJOR) await start();
else if (existsSync(ownNode) && process.env[RESTARTED] === undefined) restart();
else fail(`Tierline runs on Node ${NODE_MAJOR}, this is ${process.versions.node}.`, "npm ci");

/** Everything a fresh clone lacks, before anything else is imported. Says on standard error what it does. */
function prepare() {
  const python = join(root, ".venv", process.platform === "win32" ? "Scripts" : "bin");
  if (existsSync(ownNode) && existsSync(python)) return;
  const script = join(root, "setup", "prepare.js");
  const { status, signal } = spawnSync(process.execPath, [script], { cwd: root, stdio: ["ignore", 2, 2] });
  if (signal !== null) process.exit(128 + constants.signals[signal]);
  if (status !== 0) process.exit(3);
}

async function start() {
  // Halves the start of a clone. Kept beside the packages: a shared temporary folder could be filled by somebody else.
  module.enableCompileCache?.(join(root, "node_modules", ".cache", "tierline"));
  const main = isClone ? join(root, "src", "cli", "main.ts") : join(root, "dist", "cli", "main.js");
  const { main: run } = await import(pathToFileURL(main).href);
  await run(commandLine);
}

function restart() {
  const child = spawn(ownNode, [fileURLToPath(import.meta.url), ...commandLine], {
    stdio: "inherit",
    env: { ...process.env, [RESTARTED]: "1" },
  });
  // A terminal sends SIGINT to the child as well; the child takes two within a second for one.
  const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
  for (const name of signals) process.on(name, () => child.kill(name));
  child.on("error", () => fail("The project's Node could not be started.", "npm ci"));
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    for (const name of signals) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

/** @param {string} message @param {string} command */
function fail(message, command) {
  process.stderr.write(`error: ${message}\n\n  In ${root}, run: ${command}\n`);
  process.exit(3);
}
