/** The doctor's visit to a shop, as a process of its own, and a file of that shop broken for a while. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { doctorBody, type CheckBody } from "../../src/cli/json/doctor.ts";
import { runJson, type RunOptions } from "../support/run-tierline.ts";

export interface Visit {
  readonly exitCode: number;
  /** What was found of a check, as `result code`. */
  readonly of: (check: string) => readonly string[];
  readonly found: (check: string, code?: string) => CheckBody;
}

export async function visitShop(
  options: RunOptions,
  env: RunOptions["env"] = {},
  words: readonly string[] = [],
): Promise<Visit> {
  const ended = await runJson(["doctor", ...words], "doctor", { ...options, env: { ...options.env, ...env } });
  expect(ended.stdout + ended.stderr).not.toMatch(/right-token|wrong-token|@example\.com/u);
  const { checks } = ended.read(doctorBody);
  const of = (name: string): readonly CheckBody[] => checks.filter(({ check }) => check === name);
  return {
    exitCode: ended.exitCode,
    of: (name) => of(name).map(({ result, code }) => (code === null ? result : `${result} ${code}`)),
    found: (name, code) => {
      const found = of(name).find((one) => code === undefined || one.code === code);
      if (found === undefined) throw new Error(`${name} found ${JSON.stringify(of(name))}`);
      return found;
    },
  };
}

/** Changes a file of the shop while `work` runs. */
export async function withShopFile(
  folder: string,
  name: string,
  change: (text: string) => string,
  work: () => Promise<void>,
): Promise<void> {
  const file = join(folder, name);
  const text = await readFile(file, "utf8");
  expect(change(text)).not.toBe(text);
  await writeFile(file, change(text));
  try {
    await work();
  } finally {
    await writeFile(file, text);
  }
}
