/**
 * The position line of a DuckDB state file: one small JSON file outside it, so that a state that was lost, or put back
 * from a backup, is noticed before anything is sent. Written whole, to a new file that takes the old one's place; both the
 * file and its folder are synced to disk.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { ConfigError } from "../../domain/errors.ts";
import type { Position, PositionLine } from "../position.ts";
import { absolutePath } from "./absolute-path.ts";

const lineShape = z.object({
  stateId: z.string(),
  position: z.number().int(),
  fence: z.number().int(),
  /** For people who wonder what this file belongs to. */
  path: z.string(),
});

/**
 * `stateHome`: usually `XDG_STATE_HOME` or `~/.local/state`. To be called before the state file is opened, which would
 * create it: a missing file with a line is `ConfigError` `state_lost`.
 */
export async function openPositionLine(statePath: string, stateHome: string): Promise<PositionLine> {
  const path = absolutePath(statePath);
  const file = lineFile(path, stateHome);
  const known = await readLine(file);
  if (known !== undefined && known.position > 0 && !existsSync(path))
    throw stateLost(`The state file ${path} is gone.`);
  return {
    check: async (state) => {
      const line = await readLine(file);
      if (line === undefined || isReached(line, state)) return;
      throw stateLost(
        line.stateId === state.stateId
          ? `The state file ${path} is older than what was last noted of it (${state.position} of ${line.position}).`
          : `The state file ${path} is another one than was last noted here.`,
      );
    },
    write: (state) => writeLine(file, { ...state, path }),
  };
}

/** Forgets what was noted: the next state at this path begins anew. For `demo` and `init --force`. */
export async function resetPosition(statePath: string, stateHome: string): Promise<void> {
  const file = lineFile(absolutePath(statePath), stateHome);
  if (!existsSync(file)) return;
  await rm(file);
  await syncFolder(dirname(file));
}

function lineFile(path: string, stateHome: string): string {
  return join(stateHome, "tierline", `${createHash("sha256").update(path).digest("hex")}.json`);
}

/** A state of which nothing was announced may be thrown away; another one may take its place. */
function isReached(line: Position, state: Position): boolean {
  if (line.stateId !== state.stateId) return line.position === 0;
  return state.position >= line.position && state.fence >= line.fence;
}

async function readLine(file: string): Promise<Position | undefined> {
  if (!existsSync(file)) return undefined;
  const parsed = lineShape.safeParse(parseJson(await readFile(file, "utf8")));
  if (parsed.success) return parsed.data;
  throw new ConfigError("position_unreadable", `The position line ${file} cannot be read.`, {
    remedy: "If the state file is the newest one, delete the position line; it will be written again.",
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function writeLine(file: string, line: Position & { readonly path: string }): Promise<void> {
  const folder = dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const written = `${file}.new`;
  const handle = await open(written, "w", 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(line)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(written, file);
  await syncFolder(folder);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function stateLost(what: string): ConfigError {
  return new ConfigError("state_lost", `${what} What the destinations hold because of us is not known any more.`, {
    remedy:
      "Put the newest state file back from a backup. Or begin with a new state, and read every list back:\n" +
      'tierline take-over --lost-state --reason "what happened"\n' +
      "It moves the file aside, deletes nothing, and names the commands that take each list over.",
  });
}
