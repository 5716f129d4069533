import { ConfigError } from "../../domain/errors.ts";
import { shownRecordId, type IdentifiedBy } from "../../domain/identity.ts";
import type { ComparedPerson } from "../../engine/compare-list.ts";
import type { SyncTask } from "../../engine/engine.ts";
import { EXIT } from "../../engine/exit-code.ts";
import type { Command, CommandInput } from "../command.ts";
import type { CommandResult } from "../command-result.ts";
import type { CompareBody } from "../json/compare.ts";
import { inZone } from "../picture/glyphs.ts";
import type { World } from "../world.ts";

export const compareCommand: Command = {
  name: "compare",
  summary: "who differs between an audience and a list that is there",
  description:
    "Reads a list at the destination, also one whose members are decided there (HubSpot's dynamic lists) and one that no " +
    "sync knows, and shows who is only in the audience, only on the list, or on both, and why. Nothing is written, there or " +
    "here: a good first thing to run.",
  arguments: [
    { name: "<audience>", description: "as tierline audiences prints it, or model/name" },
    { name: "<list>", description: "the list's name at the destination" },
  ],
  options: [
    { flags: "--sync <name>", description: "through which sync, where several read the audience's model" },
    { flags: "--csv", description: "everybody as CSV on standard output, with ids and without addresses" },
  ],
  examples: [
    { line: 'tierline compare Golden "VIP customers"', purpose: "counts and reasons" },
    { line: 'tierline compare Golden "VIP customers" --csv', purpose: "everybody" },
  ],
  run: compare,
};

async function compare(world: World, input: CommandInput): Promise<CommandResult> {
  const [named = "", list = ""] = input.values;
  const isCsv = input.has("csv");
  if (isCsv && input.has("json"))
    throw new ConfigError("usage", "--csv and --json exclude each other.", { remedy: "Give one of them." });
  const { openReadings, openTasks } = await import("../wire.ts");
  const { readAudienceSights } = await import("../read-audience-sights.ts");
  const { findAudience } = await import("../find-audience.ts");
  const { compareList } = await import("../../engine/compare-list.ts");
  const { syncReading } = await import("../../engine/export-audience.ts");
  const { refusalReport } = await import("../../engine/report.ts");
  const { destinationTypeOf } = await import("../../destination/destination-types.ts");
  const { CompareCounts } = await import("../compare-counts.ts");
  const { csvLine } = await import("../views/plan-csv.ts");
  const { drawCompare } = await import("../views/draw-compare.ts");
  const tasks = await openTasks(world, input);
  const readings = await openReadings(world, input);
  try {
    const { model, name: audience } = findAudience(await readAudienceSights(world, readings), named);
    const sync = syncReading(readings.syncs, model, input.text("sync"));
    const { identifiedBy, title } = destinationTypeOf(sync);
    const counts = new CompareCounts();
    if (isCsv) await world.write(csvLine(["side", "customer_id", "record_id", "reason", "audience"]));
    const take = async (people: readonly ComparedPerson[]): Promise<void> => {
      counts.add(people);
      if (isCsv && people.length > 0)
        await world.write(people.map((one) => csvLine(cellsOf(one, identifiedBy))).join(""));
    };
    const answer = await compareList(readings, taskOf(tasks, sync.name), { model, audience, list }, take);
    if (answer.is === "refused")
      return { exitCode: EXIT.guard, body: {}, lines: [], error: refusalReport(answer.refusal) };
    const body: CompareBody = {
      sync: sync.name,
      destination: title,
      model,
      audience,
      as_of: answer.build.asOf,
      list: {
        name: list,
        list_id: answer.list.listId,
        kind: answer.list.kind,
        writable: answer.list.isWritable,
        count: answer.list.count,
      },
      ...counts.body(),
    };
    const canvas = inZone(world.terminal.canvas, readings.project.settings);
    return { exitCode: EXIT.done, body, lines: isCsv ? [] : drawCompare(body, canvas), error: null };
  } finally {
    await readings.close();
  }
}

function cellsOf(
  { side, key, recordId, reason, audience }: ComparedPerson,
  identifiedBy: IdentifiedBy,
): readonly (string | null)[] {
  return [side, key, shownRecordId(recordId, identifiedBy), reason, audience];
}

function taskOf(tasks: readonly SyncTask[], name: string): SyncTask {
  const task = tasks.find(({ sync }) => sync.name === name);
  if (task !== undefined) return task;
  throw new ConfigError("sync_unknown", `There is no sync ${name}.`, { remedy: "tierline status lists them." });
}
