import { ConfigError } from "../../domain/errors.ts";
import { EXIT } from "../../engine/exit-code.ts";
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
    "strangers stay. Once per list, recorded. Nothing is written at the destination.",
  arguments: [
    { name: "[sync]", description: "the sync's name" },
    { name: "[list]", description: "the list's name in its file" },
  ],
  options: [
    { flags: "--keep", description: "whoever is there stays" },
    { flags: "--claim", description: "those whom the programme knows are ours" },
    { flags: "--lost-state", description: "begin with a new state, after the old one was lost" },
    REASON_OPTION,
  ],
  examples: [
    { line: 'tierline take-over hubspot_tiers "VIP"', purpose: "look first" },
    { line: 'tierline take-over hubspot_tiers "VIP" --claim', purpose: "take it" },
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
  const decision = readDecision(input, world.environment, "optional");
  const { openBench } = await import("../wire.ts");
  const { takeOver } = await import("../../engine/take-over.ts");
  const { refusalReport } = await import("../../engine/report.ts");
  const { describeTakeOver, drawTakeOver } = await import("../views/describe-take-over.ts");
  const bench = await openBench(world, input, "send");
  try {
    const task = bench.tasks.find(({ sync }) => sync.name === syncName);
    if (task === undefined)
      throw new ConfigError("sync_unknown", `There is no sync ${syncName}.`, {
        remedy: `There is: ${bench.tasks.map(({ sync }) => sync.name).join(", ")}.`,
      });
    const answer = await takeOver(bench.engine, task, { list, how, decision });
    if (answer.is === "refused")
      return {
        exitCode: EXIT.guard,
        body: describeTakeOver(null, how),
        lines: [],
        error: refusalReport(answer.refusal),
      };
    const body = describeTakeOver(answer, how);
    return { exitCode: EXIT.done, body, lines: drawTakeOver(body), error: null };
  } finally {
    await bench.close();
  }
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
