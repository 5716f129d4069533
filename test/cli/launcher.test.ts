/** A command ends when what started it has gone: nothing is left listening or sending that nobody can stop. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { systemClock } from "../../src/platform/clock.ts";

const BIN = fileURLToPath(new URL("../../bin/tierline.js", import.meta.url));
const NODE = fileURLToPath(new URL("../../node_modules/node/bin/node", import.meta.url));
const SANDBOX = [BIN, "sandbox", "--port", "0"];

/** Starts a command as npm does, and nothing else. */
const PLAYS_NPM =
  'const [command, ...words] = process.argv.slice(1); require("node:child_process").spawn(command, words, { stdio: "inherit" });';

/** Where a sandbox listens, from what it says. */
async function listeningUrl(child: ChildProcess): Promise<string> {
  let heard = "";
  return new Promise((resolve, reject) => {
    child.stderr?.on("data", (text: unknown) => {
      heard += String(text);
      const url = /http:\/\/127\.0\.0\.1:\d+/u.exec(heard)?.[0];
      if (url !== undefined) resolve(url);
    });
    child.once("exit", () => reject(new Error(heard)));
  });
}

async function isListening(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

test("it ends well when the launcher that restarted it dies, even by SIGKILL", async () => {
  const child = spawn(NODE, SANDBOX, {
    cwd: tmpdir(),
    env: { ...process.env, TIERLINE_RESTARTED: "1" },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const url = await listeningUrl(child);
  expect(await isListening(url)).toBe(true);
  const ended = once(child, "exit");
  child.disconnect();
  expect(await ended).toEqual([0, null]);
  expect(await isListening(url)).toBe(false);
});

test("it ends well when its terminal is closed, also when it was restarted", async () => {
  for (const variables of [{}, { TIERLINE_RESTARTED: "1" }]) {
    const child = spawn(NODE, SANDBOX, {
      cwd: tmpdir(),
      env: { ...process.env, ...variables },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    const url = await listeningUrl(child);
    const ended = once(child, "exit");
    // Every shell and launcher on the way passes it on.
    child.kill("SIGHUP");
    child.kill("SIGHUP");
    expect(await ended).toEqual([0, null]);
    expect(await isListening(url)).toBe(false);
  }
});

test("it ends when npm's shell around it is ended", async () => {
  // The last word keeps the shell from becoming the command itself.
  const shell = spawn("sh", ["-c", '"$@"; exit', "sh", NODE, ...SANDBOX], {
    cwd: tmpdir(),
    env: { ...process.env, npm_command: "exec" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const url = await listeningUrl(shell);
  shell.kill("SIGTERM");
  for (let waits = 0; waits < 100 && (await isListening(url)); waits += 1) await systemClock.sleep(100);
  expect(await isListening(url)).toBe(false);
});

test("it ends when npm dies of a signal that it does not pass on, and the shell between them stays", async () => {
  const npm = spawn(NODE, ["-e", PLAYS_NPM, "sh", "-c", '"$@"; exit', "sh", NODE, ...SANDBOX], {
    cwd: tmpdir(),
    env: { ...process.env, npm_command: "exec" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const url = await listeningUrl(npm);
  npm.kill("SIGHUP");
  for (let waits = 0; waits < 100 && (await isListening(url)); waits += 1) await systemClock.sleep(100);
  expect(await isListening(url)).toBe(false);
});
