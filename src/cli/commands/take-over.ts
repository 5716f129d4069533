import { ConfigError } from "../../domain/errors.ts";
import type { SyncTask } from "../../engine/engine.ts";
import { EXIT } from "../../engine/exit-code.ts";
import type { lookAtList } from "../../engine/look-at-list.ts";
import type { takeOver, TakeOverRequest } from "../../engine/take-over.ts";
import type { DesiredRelations } from "../../journal/sql/desired-relations.ts";
import type { Command, CommandInput } from "../command.ts";
import type { CommandResult } from "../command-result.ts";
import { readDecision, REASON_OPTION } from "../read-decision.ts";
import type { World } from "../world.ts";

export const takeOverCommand: Command = {
  name: "take-over",
  summary: "take a list with the people who are on it",
  description:
    "Shows who is on a list that is not ours yet, and whom of them the programme knows. With --keep everybody stays for " +
    "good. With --claim those whom the programme knows are ours: who should not be there leaves in the next plan, and " +
    "strangers stay. With neither nothing is changed. Once per list, with a reason, recorded. Nothing is written at the " +
    "destination.",
  arguments: [
    { name: "[sync]", description: "the sync's name, as its file gives it" },
    { name: "[list]", description: "the list's name, as the sync's file gives it" },
  ],
  options: [
    { flags: "--keep", description: "take it, and let whoever is there stay for good" },
    { flags: "--claim", description: "take it, and treat those whom the programme knows as put there by us" },
    {
      flags: "--lost-state",
      description: "without a list: begin with a new state, after the old one was lost; needs --reason",
    },
    REASON_OPTION,
  ],
  examples: [
    { line: 'tierline take-over hubspot_tiers "VIP"', purpose: "look first" },
    { line: 'tierline take-over hubspot_tiers "VIP" --claim --reason "ours since 2020"', purpose: "take it" },
    { line: 'tierline take-over --lost-state --reason "disk died"', purpose: "begin anew" },
  ],
  run: takeOverList,
};

async function takeOverList(world: World, input: CommandInput): Promise<CommandResult> {
  const [syncName, list] = input.values;
  if (input.has("lostState")) return beginAnewWith(world, input);
  if (syncName === undefined || list === undefined)
    throw new ConfigError("usage", "A sync and one of its lists are needed.", {
      remedy: "See: tierline take-over --help",
    });
  if (input.has("keep") && input.has("claim"))
    throw new ConfigError("usage", "--keep and --claim exclude each other.", { remedy: "Give one, or none to look." });
  const how = input.has("keep") ? "keep" : input.has("claim") ? "claim" : null;
  const decision = readDecision(input, world.environment, how === null ? "optional" : "needed");
  const { describeTakeOver, drawTakeOver } = await import("../views/describe-take-over.ts");
  const answer =
    how === null
      ? await look(world, input, syncName, list)
      : await take(world, input, syncName, { list, how, decision });
  if (answer.is === "refused") {
    const { refusalReport } = await import("../../engine/report.ts");
    const error = refusalReport(answer.refusal);
    return { exitCode: EXIT.guard, body: describeTakeOver(null, how, world.command), lines: [], error };
  }
  const body = describeTakeOver(answer, how, world.command);
  return { exitCode: EXIT.done, body, lines: drawTakeOver(body), error: null };
}

/** Of a state that is only read: none is made, and nobody who looks keeps a run from starting. */
async function look(
  world: World,
  input: CommandInput,
  sync: string,
  list: string,
): ReturnType<typeof lookAtList<DesiredRelations>> {
  const { openReadings, openTasks } = await import("../wire.ts");
  const { lookAtList: lookAt } = await import("../../engine/look-at-list.ts");
  const tasks = await openTasks(world, input);
  const readings = await openReadings(world, input);
  try {
    return await lookAt({ ...readings, allSyncs: readings.syncs }, taskOf(tasks, sync), list);
  } finally {
    await readings.close();
  }
}

async function take(
  world: World,
  input: CommandInput,
  sync: string,
  request: TakeOverRequest,
): ReturnType<typeof takeOver<DesiredRelations>> {
  const { openBench } = await import("../wire.ts");
  const { takeOver: takeListOver } = await import("../../engine/take-over.ts");
  const bench = await openBench(world, input, "send");
  try {
    return await takeListOver(bench.engine, taskOf(bench.tasks, sync), request);
  } finally {
    await bench.close();
  }
}

function taskOf(tasks: readonly SyncTask[], name: string): SyncTask {
  const task = tasks.find(({ sync }) => sync.name === name);
  if (task !== undefined) return task;
  throw new ConfigError("sync_unknown", `There is no sync ${name}.`, {
    remedy: `There is: ${tasks.map(({ sync }) => sync.name).join(", ")}.`,
  });
}

async function beginAnewWith(world: World, input: CommandInput): Promise<CommandResult> {
  const decision = readDecision(input, world.environment, "needed");
  const { beginAnew } = await import("../begin-anew.ts");
  const body = await beginAnew(world, input, decision);
  const lines = [
    body.moved_aside === null
      ? "A new state is made."
      : `A new state is made; the file that was here is ${body.moved_aside}.`,
    "",
    "What the lists hold is read back list by list:",
    ...body.next.map((line) => `  ${line}`),
  ];
  return { exitCode: EXIT.done, body, lines, error: null };
}
