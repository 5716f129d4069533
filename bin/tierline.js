#!/usr/bin/env node
/**
 * Starts Tierline. Plain JavaScript for every Node from 20 on: in a package it runs `dist/` on the user's Node; in a clone
 * it runs `src/` as it is, on the project's own Node 24, since older ones cannot run TypeScript.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import * as module from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import v8 from "node:v8";

/** Of a clone: the one that its tests run on. */
const CLONE_NODE_MAJOR = 24;
/** Of a package: what `engines` in package.json says, for those whom npm did not stop. */
const PACKAGE_NODE = [22, 19];
/**
 * Set in the process started on our own Node, so that a wrong one there can never start itself again and again. Holds the
 * path that we were started by: from it follows what the user types.
 */
const RESTARTED = "TIERLINE_RESTARTED";
const CONFIGURATION = 3;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const commandLine = process.argv.slice(2);
const ownNode = join(root, "node_modules", "node", "bin", "node");
const isClone = existsSync(join(root, "src", "cli", "main.ts"));
const isRestarted = process.env[RESTARTED] !== undefined;

if (isClone && !isRestarted) await prepare();
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (isClone ? major === CLONE_NODE_MAJOR : isAtLeast(PACKAGE_NODE)) await start();
else if (isClone && existsSync(ownNode) && !isRestarted) restart();
else if (isClone) failNode(`Node ${CLONE_NODE_MAJOR}`, "Run npm ci there.");
else failNode(`Node ${PACKAGE_NODE.join(".")} or newer`, "Install a newer Node.js and start again.");

/** @param {readonly number[]} wanted */
function isAtLeast([wantedMajor, wantedMinor]) {
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

/** @param {string} wanted @param {string} remedy */
function failNode(wanted, remedy) {
  fail("wrong_node", `Tierline runs on ${wanted}, this is ${process.versions.node}.`, remedy);
}

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
  // Rows pass through in pages, and V8 lets their garbage lie: after 60,000 changes the process had 372 MB without this,
  // 184 MB with it, in the same time (benchmark "delivery").
  v8.setFlagsFromString("--optimize-for-size");
  // Whoever restarted us holds the other end: when they die, in whatever way, we stop as if they had been asked to.
  if (isRestarted) process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
  else followNpm(() => process.kill(process.pid, "SIGTERM"));
  // Halves the start. Kept beside the packages: a shared temporary folder could be filled by somebody else.
  const packages = isClone ? join(root, "node_modules") : dirname(root);
  module.enableCompileCache?.(join(packages, ".cache", "tierline"));
  const main = isClone ? join(root, "src", "cli", "main.ts") : join(root, "dist", "cli", "main.js");
  const { main: run } = await import(pathToFileURL(main).href);
  await run(commandLine);
}

function restart() {
  const child = spawn(ownNode, [fileURLToPath(import.meta.url), ...commandLine], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, [RESTARTED]: process.argv[1] },
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
 * npx and `npm run` start us through a shell. When npm is asked to end it ends that shell, and tells us nothing. When npm
 * dies of a signal that it does not pass on (SIGHUP), the shell stays, and lets nobody know.
 * @param {() => void} stop
 */
function followNpm(stop) {
  if (process.env["npm_command"] === undefined) return;
  const parent = process.ppid;
  const npm = parentOfShell(parent);
  const watch = setInterval(() => {
    if (process.ppid === parent && (npm === undefined || isAlive(npm))) return;
    clearInterval(watch);
    stop();
  }, 500);
  watch.unref();
}

/**
 * The process that started this one, if this is a shell; undefined when it is none (npm itself, whose own parent may die
 * without meaning us) or when the system does not tell.
 * @param {number} pid
 */
function parentOfShell(pid) {
  const { stdout } = spawnSync("ps", ["-o", "ppid=,comm=", "-p", String(pid)], { encoding: "utf8" });
  const [, parent, name] = /^\s*(\d+)\s+(.*\S)/u.exec(stdout ?? "") ?? [];
  return parent !== undefined && /(?:^|[/-])(?:ba|da|z|k|a)?sh$/u.test(name ?? "") ? Number(parent) : undefined;
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
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
