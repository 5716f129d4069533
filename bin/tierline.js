#!/usr/bin/env node
/**
 * Starts Tierline. Plain JavaScript for every Node from 20 on: in a package it runs `dist/`; in a clone it runs `src/`
 * as it is, on the project's own Node 24, since older ones cannot run TypeScript.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import * as module from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";

const NODE_MAJOR = 24;
/** Set in the process started on our own Node, so that a wrong one there can never start itself again and again. */
const RESTARTED = "TIERLINE_RESTARTED";
const CONFIGURATION = 3;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const commandLine = process.argv.slice(2);
const ownNode = join(root, "node_modules", "node", "bin", "node");
const isClone = existsSync(join(root, "src", "cli", "main.ts"));
const isRestarted = process.env[RESTARTED] !== undefined;

if (isClone && !isRestarted) await prepare();
if (Number(process.versions.node.split(".")[0]) === NODE_MAJOR) await start();
else if (existsSync(ownNode) && !isRestarted) restart();
else fail("wrong_node", `Tierline runs on Node ${NODE_MAJOR}, this is ${process.versions.node}.`, "Run npm ci there.");

/** Everything a fresh clone lacks, before anything else is imported; says on standard error what it does. */
async function prepare() {
  const setup = await import(pathToFileURL(join(root, "setup", "prepare.js")).href);
  const isOnlyAsking = commandLine.length === 0 || commandLine.some((word) => /^(-h|--help|-V|--version)$/u.test(word));
  try {
    await setup.prepare(isOnlyAsking ? { parts: ["npm"] } : {});
  } catch (error) {
    if (typeof error.remedy !== "string") throw error;
    if (error.output) process.stderr.write(`${error.output.trim()}\n\n`);
    fail("setup_failed", error.message, error.remedy);
  }
}

async function start() {
  // Whoever restarted us holds the other end: when they die, in whatever way, we stop as if they had been asked to.
  if (isRestarted) process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
  else followNpm(() => process.kill(process.pid, "SIGTERM"));
  // Halves the start of a clone. Kept beside the packages: a shared temporary folder could be filled by somebody else.
  module.enableCompileCache?.(join(root, "node_modules", ".cache", "tierline"));
  const main = isClone ? join(root, "src", "cli", "main.ts") : join(root, "dist", "cli", "main.js");
  const { main: run } = await import(pathToFileURL(main).href);
  await run(commandLine);
}

function restart() {
  const child = spawn(ownNode, [fileURLToPath(import.meta.url), ...commandLine], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, [RESTARTED]: "1" },
  });
  // A terminal sends SIGINT to the child as well; the child takes two within a second for one.
  const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
  for (const name of signals) process.on(name, () => child.kill(name));
  followNpm(() => child.kill("SIGTERM"));
  child.on("error", () =>
    fail("node_not_started", "The project's own Node could not be started.", "Run npm ci there."),
  );
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    for (const name of signals) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

/**
 * npx and `npm run` start us through a shell. When npm is asked to end it ends that shell, and tells us nothing.
 * @param {() => void} stop
 */
function followNpm(stop) {
  if (process.env["npm_command"] === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop();
  }, 500);
  watch.unref();
}

/** @param {string} code @param {string} message @param {string} remedy */
function fail(code, message, remedy) {
  const error = { code, message, remedy, location: { file: root, line: null, column: null, text: null }, problems: [] };
  if (commandLine.includes("--json"))
    process.stdout.write(
      `${JSON.stringify({ schema_version: 1, command: "tierline", exit_code: CONFIGURATION, error })}\n`,
    );
  process.stderr.write(`error: ${message}\n\n  ${root}\n\n  ${remedy}\n`);
  process.exit(CONFIGURATION);
}
