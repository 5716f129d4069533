import { isAbsolute, relative, sep } from "node:path";
import process from "node:process";
import type { LoadProgress } from "../../load/load-options.ts";
import type { Problem } from "../../load/load-refused-error.ts";
import type { LoadResult, QuarantineReport } from "../../load/load.ts";
import type { Command, CommandInput } from "../command.ts";
import type { CommandResult } from "../command-result.ts";
import { describeError } from "../describe-error.ts";
import { EXIT } from "../../engine/exit-code.ts";
import type { LoadBody } from "../json/load.ts";
import type { OtherCurrencies } from "../find-other-currencies.ts";
import { percent } from "../picture/number.ts";
import type { World } from "../world.ts";

export const loadCommand: Command = {
  name: "load",
  summary: "bring files of events into the warehouse",
  description:
    "Loads customers, loyalty_status, charges and returns (.csv, .csv.gz or .parquet, named so) into the raw tables: all of them " +
    "or nothing. An event that is known already is not loaded twice, so the same files may be loaded again at any time.",
  arguments: [
    { name: "<path...>", description: "files named after their table, as charges.csv.gz, or folders that hold them" },
  ],
  options: [
    {
      flags: "--quarantine",
      description: "load the good rows, keep the bad ones whole in the table raw.quarantine, and exit 5",
    },
  ],
  examples: [
    { line: "tierline load data", purpose: "every file in data/" },
    { line: "tierline load new/charges.csv.gz", purpose: "one file" },
    { line: "tierline load data --quarantine", purpose: "odd bad rows do not hold up the others" },
  ],
  run: runLoad,
};

async function runLoad(world: World, input: CommandInput): Promise<CommandResult> {
  const { openProject, openRawTables } = await import("../wire.ts");
  const { findOtherCurrencies } = await import("../find-other-currencies.ts");
  const { readRulesOf } = await import("../read-rules.ts");
  const { load } = await import("../../load/load.ts");
  const { LoadRefusedError } = await import("../../load/load-refused-error.ts");
  const { isoInstant } = await import("../../platform/instant.ts");
  const { adviseCurrency, drawLoad, drawLoadProblems } = await import("../views/draw-load.ts");
  const rules = await readRulesOf((await openProject(world, input)).folder);
  const warehouse = await openRawTables(world, input);
  const prefix = prefixOf(world.directory);
  try {
    const result = await load(
      warehouse,
      input.values.map((path) => (isAbsolute(path) ? path : prefix + path)),
      {
        loadedAt: isoInstant(world.clock.nowMs()),
        signal: world.signal,
        ...(input.has("quarantine") ? { quarantineId: world.random.id() } : {}),
        onProgress: (progress) => showProgress(world, progress),
      },
    );
    world.progress.done();
    const currencies = await findOtherCurrencies(warehouse, rules);
    const body = describeLoad(result, prefix, currencies);
    return {
      exitCode: body.quarantine === null || body.quarantine.rows === 0 ? EXIT.done : EXIT.notAccepted,
      body,
      lines: drawLoad(body, [result.conflictAdvice, adviseCurrency(currencies)], world.terminal.canvas),
      error: null,
    };
  } catch (error) {
    if (!(error instanceof LoadRefusedError)) throw error;
    const body: LoadBody = {
      tables: [],
      ignored: [],
      quarantine: null,
      other_currencies: [],
      problems: describeProblems(error.problems, prefix),
      problems_more: error.countMore,
    };
    return {
      exitCode: EXIT.error,
      body,
      lines: [],
      notes: drawLoadProblems(body, world.terminal.canvas),
      error: describeError(error),
    };
  } finally {
    await warehouse.close();
  }
}

/** The tour's commands run in another folder than its process: there paths are found by this prefix, and told without. */
function prefixOf(directory: string): string {
  return directory === process.cwd() ? "" : `${relative(process.cwd(), directory)}${sep}`;
}

function asTyped(file: string, prefix: string): string {
  return file.startsWith(prefix) ? file.slice(prefix.length) : file;
}

function describeLoad(result: LoadResult, prefix: string, currencies: OtherCurrencies | null): LoadBody {
  const { quarantine } = result;
  return {
    tables: result.tables.map((table) => ({
      table: table.table,
      file: table.file === null ? null : asTyped(table.file, prefix),
      rows: table.rows,
      loaded: table.loaded,
      replaced: table.replaced,
      known: table.known,
      conflicts: table.conflicts,
      quarantined: table.quarantined,
      further_columns: [...table.furtherColumns],
    })),
    ignored: [...result.ignored],
    quarantine: quarantine === null ? null : describeQuarantine(quarantine),
    other_currencies: currencies?.others.map((other) => ({ ...other })) ?? [],
    problems: describeProblems(quarantine?.problems ?? [], prefix),
    problems_more: quarantine?.countMore ?? 0,
  };
}

function describeQuarantine({ id, rows, added, kept }: QuarantineReport): LoadBody["quarantine"] {
  return { id, rows, added, kept: kept.rows, open: kept.open };
}

function describeProblems(problems: readonly Problem[], prefix: string): LoadBody["problems"] {
  return problems.map((problem) => ({ ...problem, file: asTyped(problem.file, prefix) }));
}

function showProgress(world: World, { step, file, bytes, bytesTotal }: LoadProgress): void {
  const amount = bytes >= bytesTotal ? "" : `, ${percent(bytes, bytesTotal)}`;
  world.progress.show("load", { detail: file === null ? step : `${step} ${file}${amount}` });
}
