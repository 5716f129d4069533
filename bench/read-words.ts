/** The words after `npm run bench --`. */
import { parseArgs } from "node:util";
import { BENCHMARKS } from "./benchmarks.ts";

export interface Wanted {
  readonly names: readonly string[];
  readonly scale: number;
  readonly isJson: boolean;
  readonly isHelp: boolean;
}

const WIDEST = Math.max(...BENCHMARKS.map(({ name }) => name.length));

export const HELP = `npm run bench [-- [NAME…] [--scale S] [--json]]

Measures Tierline on this machine: one table with ratios against bare work measured in the same run.

  --scale S   sizes times S, as 0.1 for a quick look; the aims are about 1 (default: 1)
  --json      the table as JSON

${BENCHMARKS.map(({ name, summary }) => `  ${name.padEnd(WIDEST)}  ${summary}`).join("\n")}
`;

/** Throws an error with a sentence for people. */
export function readWords(words: readonly string[]): Wanted {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { scale: { type: "string" }, json: { type: "boolean" }, help: { type: "boolean", short: "h" } },
  });
  const known = BENCHMARKS.map(({ name }) => name);
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`There is no benchmark ${unknown}. There are: ${known.join(", ")}.`);
  const scale = Number(values.scale ?? 1);
  if (!(scale > 0 && scale <= 10)) throw new Error("--scale is a number above 0, at most 10.");
  return {
    names: positionals.length === 0 ? known : known.filter((name) => positionals.includes(name)),
    scale,
    isJson: values.json ?? false,
    isHelp: values.help ?? false,
  };
}
