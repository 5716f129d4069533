import { coolDownOf } from "../../destination/destination-types.ts";
import type { Command, CommandInput } from "../command.ts";
import type { CommandResult } from "../command-result.ts";
import { EXIT } from "../../engine/exit-code.ts";
import type { StatusBody } from "../json/status.ts";
import { inZone } from "../picture/glyphs.ts";
import type { World } from "../world.ts";

const PLANS_SHOWN = 5;

export const statusCommand: Command = {
  name: "status",
  summary: "what every sync did last, and what to do next",
  description:
    "Per sync: the last run and the newest build, what every place should hold and holds, what waits, what was not sent " +
    "and why, what is uncertain, and the next step; then the newest plans and what share of the purchases names a " +
    "customer. It asks no destination and writes nothing.",
  arguments: [],
  options: [],
  examples: [
    { line: "tierline status", purpose: "every sync" },
    { line: "tierline status --json", purpose: "for a script" },
  ],
  run: status,
};

async function status(world: World, input: CommandInput): Promise<CommandResult> {
  const { openReadings } = await import("../wire.ts");
  const { readWarehouseFacts } = await import("../read-warehouse-facts.ts");
  const { readPlanHistory } = await import("../read-plan-history.ts");
  const { describePlanLine } = await import("../views/plan-list.ts");
  const { describeStatus } = await import("../views/describe-status.ts");
  const { drawStatus } = await import("../views/draw-status.ts");
  const readings = await openReadings(world, input);
  try {
    const { project, journal, syncs } = readings;
    const facts = await readWarehouseFacts(world, project, syncs, journal);
    const nowMs = world.clock.nowMs();
    const names = new Set([...syncs.map((sync) => sync.name), ...(await journal.syncs())]);
    const described: StatusBody["syncs"] = [];
    for (const name of [...names].toSorted()) {
      const sync = syncs.find((one) => one.name === name);
      const build = facts.builds.get(name) ?? { is: "nothing_loaded" };
      const isUnbuilt = facts.unbuilt.has(name);
      const found = await journal.status(name);
      // A sync whose file and places are gone is history.
      if (sync !== undefined || found.places.length > 0)
        described.push(
          describeStatus(
            { status: found, sync, coolDownMs: sync === undefined ? null : coolDownOf(sync), build, isUnbuilt, nowMs },
            world.command,
          ),
        );
    }
    const heads = await readPlanHistory(journal, PLANS_SHOWN);
    const accepted = await readings.audiences.acceptedSince(heads.at(-1)?.planNo ?? 0);
    const body: StatusBody = {
      syncs: described,
      plans: heads.map((head) => describePlanLine(head, accepted)),
      linked_purchases: facts.linked === null ? null : { ...facts.linked },
      quarantined: facts.quarantined === null ? null : { ...facts.quarantined },
    };
    return {
      exitCode: EXIT.done,
      body,
      lines: drawStatus(body, inZone(world.terminal.canvas, readings.project.settings)),
      error: null,
    };
  } finally {
    await readings.close();
  }
}
