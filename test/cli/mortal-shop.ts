/**
 * A shop whose commands are killed. It is built once; before each death its warehouse, Tierline's state, the position
 * line and the stand-in are put back to a moment that was saved.
 */
import { existsSync } from "node:fs";
import { cp, readdir, readFile, readlink, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { PortalState } from "../../src/sandbox/hubspot/state.ts";
import { startDyingPortal, type DeathPoint, type DyingPortal } from "../support/dying-portal.ts";
import { runJson, startTierline, type Ended, type JsonEnded, type RunOptions } from "../support/run-tierline.ts";

export interface SavedMoment {
  readonly files: string;
  readonly portal: PortalState;
}

export interface MortalShop {
  readonly folder: string;
  readonly portal: DyingPortal;
  readonly options: RunOptions;
  run(words: readonly string[], schema: string, env?: RunOptions["env"]): Promise<JsonEnded>;
  save(name: string): Promise<SavedMoment>;
  restore(moment: SavedMoment): Promise<void>;
  /** Only Tierline's state, as from a backup: the position line, the warehouse and the stand-in stay as they are. */
  restoreState(moment: SavedMoment): Promise<void>;
  /** Ends the command by SIGKILL at that request, and waits until the process is gone. */
  dieAtRequest(words: readonly string[], point: DeathPoint): Promise<Ended>;
  /** The command kills itself at its n-th database statement. */
  dieAtStatement(words: readonly string[], nth: number, moment: "before" | "during"): Promise<Ended>;
  /** How many database statements the command gives when nothing happens to it. */
  countStatements(words: readonly string[]): Promise<number>;
  close(): Promise<void>;
}

const STATE_FILES = ["state.dev.duckdb", "state.dev.duckdb.wal", "state.dev.duckdb.tmp"];
const ALL_FILES = [...STATE_FILES, "warehouse.duckdb"];
const PRELOAD = `--import=${new URL("../support/kill-at-statement.ts", import.meta.url).href}`;

/** `folder` was made by `tierline init`; its parent holds the position lines in `state/`. */
export async function mortalShop(folder: string, env: NonNullable<RunOptions["env"]>): Promise<MortalShop> {
  const parent = dirname(folder);
  const portal = await startDyingPortal();
  const options = { cwd: folder, env: { ...env, XDG_STATE_HOME: join(parent, "state"), HUBSPOT_URL: portal.url } };
  const withEnv = (more: RunOptions["env"] = {}): RunOptions => ({ ...options, env: { ...options.env, ...more } });
  return {
    folder,
    portal,
    options,
    run: (words, schema, more) => runJson(words, schema, withEnv(more)),
    save: async (name) => {
      const files = join(parent, "saved", name);
      await copyState(folder, join(files, "shop"));
      if (existsSync(join(parent, "state"))) await cp(join(parent, "state"), join(files, "state"), { recursive: true });
      return { files, portal: structuredClone(portal.sandbox.snapshot()) };
    },
    restore: async (moment) => {
      await copyState(join(moment.files, "shop"), folder);
      await rm(join(parent, "state"), { recursive: true, force: true });
      const lines = join(moment.files, "state");
      if (existsSync(lines)) await cp(lines, join(parent, "state"), { recursive: true });
      portal.restore(moment.portal);
    },
    restoreState: (moment) => copyState(join(moment.files, "shop"), folder, STATE_FILES),
    dieAtRequest: async (words, point) => {
      const { child, ended } = startTierline(words, options);
      portal.killAt(point, () => child.kill("SIGKILL"));
      const death = await ended;
      if (!portal.disarm()) throw new Error(`${words.join(" ")} ended with ${death.code} before request ${point.nth}`);
      return death;
    },
    dieAtStatement: async (words, nth, moment) => {
      const fatal = { NODE_OPTIONS: PRELOAD, KILL_AT_STATEMENT: String(nth), KILL_MOMENT: moment };
      return startTierline(words, withEnv(fatal)).ended;
    },
    countStatements: async (words) => {
      const file = join(parent, "statements");
      const ended = await startTierline(words, withEnv({ NODE_OPTIONS: PRELOAD, STATEMENT_COUNT_FILE: file })).ended;
      if (ended.code !== 0) throw new Error(ended.stderr);
      return Number(await readFile(file, "utf8"));
    },
    close: () => portal.close(),
  };
}

/** Processes, other than this one, that have one of the shop's files open or work in its folder. */
export async function holdersOf(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const id of (await readdir("/proc")).filter((name) => /^\d+$/u.test(name) && name !== String(process.pid))) {
    const open = await readdir(`/proc/${id}/fd`).catch(() => []);
    for (const link of ["cwd", ...open.map((name) => `fd/${name}`)]) {
      const target = await readlink(`/proc/${id}/${link}`).catch(() => "");
      if (target.startsWith(folder)) found.push(`${id} ${target}`);
    }
  }
  return found;
}

async function copyState(from: string, to: string, names: readonly string[] = ALL_FILES): Promise<void> {
  for (const name of names) {
    await rm(join(to, name), { recursive: true, force: true });
    if (existsSync(join(from, name))) await cp(join(from, name), join(to, name), { recursive: true });
  }
}
