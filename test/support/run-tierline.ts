/** Runs the command line as a user does: a process of its own, whose documents are held against the committed schemas. */
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const BIN = fileURLToPath(new URL("../../bin/tierline.js", import.meta.url));
const NODE = fileURLToPath(new URL("../../node_modules/node/bin/node", import.meta.url));

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
}

/** On the project's Node at once, so that signals reach the process that works; as npx starts it, so that texts say so. */
export function startTierline(words: readonly string[], { cwd, env = {} }: RunOptions): Started {
  const child = spawn(NODE, [BIN, ...words], {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, LANG: "C.UTF-8", USER: "kim", npm_lifecycle_event: "npx", ...env },
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
  return startTierline(words, options).ended;
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
