/** Runs the command line as a user does; its documents are held against the committed schemas. */
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { packageDirectory } from "../../src/cli/package-directory.ts";
import { makeProgress } from "../../src/cli/progress.ts";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import { pagesFrom, startedAs } from "../../src/cli/started-as.ts";
import { readTerminal } from "../../src/cli/terminal.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { expectNothingStray, listenForStrays } from "./stray-prints.ts";

const BIN = fileURLToPath(new URL("../../bin/tierline.js", import.meta.url));
const NODE = fileURLToPath(new URL("../../node_modules/node/bin/node", import.meta.url));

listenForStrays();

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** In a process of its own, as a user's; options for Node ask for one, too. Else within this one, in a third of the time. */
  readonly isAlone?: boolean;
}

/** On the project's Node at once, so that signals reach the process that works; as npx starts it, so that texts say so. */
export function startTierline(words: readonly string[], { cwd, env = {} }: RunOptions): Started {
  const child = spawn(NODE, [BIN, ...words], {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    env: environmentOf(env),
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, ended };
}

export function runTierline(words: readonly string[], options: RunOptions): Promise<Ended> {
  const isAlone = options.isAlone === true || options.env?.["NODE_OPTIONS"] !== undefined;
  return isAlone ? startTierline(words, options).ended : runInside(words, options);
}

async function runInside(words: readonly string[], { cwd, env = {} }: RunOptions): Promise<Ended> {
  let stdout = "";
  let stderr = "";
  const environment = environmentOf(env);
  const terminal = readTerminal(
    environment,
    { isOutTerminal: false, isErrTerminal: false, columns: undefined },
    words.includes("--ascii"),
  );
  const write = (text: string): void => void (stderr += text);
  const code = await runCommandLine(words, {
    directory: cwd,
    command: startedAs({ path: BIN, directory: cwd, environment, platform: process.platform }),
    pages: pagesFrom(cwd, packageDirectory()),
    environment,
    terminal,
    progress: makeProgress({ write, clock: systemClock, canvas: terminal.canvas, isLive: terminal.isLive }),
    clock: systemClock,
    aheadMs: () => 0,
    random: systemRandom,
    signal: new AbortController().signal,
    write: async (text) => void (stdout += text),
    out: (line) => void (stdout += `${line}\n`),
    err: (line) => write(`${line}\n`),
  });
  expectNothingStray(words);
  return { code, signal: null, stdout, stderr };
}

function environmentOf(env: NonNullable<RunOptions["env"]>): Readonly<Record<string, string | undefined>> {
  return { ...process.env, LANG: "C.UTF-8", USER: "kim", npm_lifecycle_event: "npx", ...env };
}

export interface JsonEnded extends Ended {
  readonly exitCode: number;
  readonly errorCode: string | null;
  /** The command's own part of the document. */
  read<Shape extends z.ZodRawShape>(body: z.ZodObject<Shape>): z.infer<z.ZodObject<Shape>>;
}

/**
 * With `--json`: exactly one document on standard output, of the shape that `schemas/json/` promises, with the exit code
 * of the process.
 */
export async function runJson(words: readonly string[], schema: string, options: RunOptions): Promise<JsonEnded> {
  return readDocument(await runTierline([...words, "--json"], options), schema);
}

const head = z.object({ exit_code: z.int(), error: z.object({ code: z.string() }).nullable() });

export function readDocument(ended: Ended, schema: string): JsonEnded {
  const lines = ended.stdout.split("\n").filter((line) => line !== "");
  if (lines.length !== 1) throw new Error(`Standard output has ${lines.length} lines.\n${ended.stdout}${ended.stderr}`);
  const document: unknown = JSON.parse(lines[0] ?? "");
  const shape = z.fromJSONSchema(readSchema(schema)).safeParse(document);
  if (!shape.success) throw new Error(`Not of the shape of ${schema}: ${shape.error.message}\n${lines[0] ?? ""}`);
  const { exit_code: exitCode, error } = head.parse(document);
  if (exitCode !== ended.code) throw new Error(`The document says ${exitCode}, the process ${ended.code}.`);
  return { ...ended, exitCode, errorCode: error?.code ?? null, read: (body) => z.object(body.shape).parse(document) };
}

function readSchema(name: string): z.core.JSONSchema.JSONSchema {
  const path = new URL(`../../schemas/json/${name}.schema.json`, import.meta.url);
  return z.looseObject({}).parse(JSON.parse(readFileSync(path, "utf8")));
}
