import { ConfigError } from "../../domain/errors.ts";
import { EXIT } from "../../engine/exit-code.ts";
import type { Command, CommandInput } from "../command.ts";
import type { CommandResult } from "../command-result.ts";
import type { ReleaseBody } from "../json/decisions.ts";
import { counted } from "../picture/number.ts";
import { readDecision, REASON_OPTION } from "../read-decision.ts";
import { say } from "../say.ts";
import type { World } from "../world.ts";

export const releaseCommand: Command = {
  name: "release",
  summary: "give a list up: nobody is removed",
  description:
    "Ends the ownership of a list, or of a sync's contacts. Nothing is called at the destination: whoever is there stays, " +
    "and Tierline forgets them. A list that a sync file names again is then one with members of its own, which " +
    "`tierline take-over` takes back. A reason is needed.",
  arguments: [{ name: "[place]", description: "its number, as status shows it, or the list's name" }],
  options: [
    { flags: "--sync <name>", description: "the sync it belongs to; alone: every place of a sync whose file is gone" },
    REASON_OPTION,
  ],
  examples: [
    { line: 'tierline release 4 --reason "campaign over"', purpose: "one place" },
    { line: 'tierline release --sync old_tiers --reason "renamed"', purpose: "a deleted sync" },
  ],
  run: release,
};

async function release(world: World, input: CommandInput): Promise<CommandResult> {
  const place = input.values[0] ?? null;
  const sync = input.text("sync") ?? null;
  if (place === null && sync === null)
    throw new ConfigError("usage", "No place is named.", { remedy: "`tierline status` shows their numbers." });
  const decision = readDecision(input, world.environment, "needed");
  const { openBench } = await import("../wire.ts");
  const { releasePlaces } = await import("../../engine/release-places.ts");
  const { endUnwatched } = await import("../alerts/alert-after-run.ts");
  const bench = await openBench(world, input, "look");
  try {
    const released = await releasePlaces(bench.engine, { place, sync }, decision);
    await endUnwatched(world, bench, (sentence) => say(world.err, [sentence]));
    const body: ReleaseBody = {
      released: released.map(({ place: { placeNo, name, sync: owner, listId }, rows }) => ({
        sync: owner,
        place: placeNo,
        name,
        list_id: listId,
        rows,
      })),
      reason: decision.reason ?? "",
      by: decision.by,
    };
    return { exitCode: EXIT.done, body, lines: draw(body), error: null };
  } finally {
    await bench.close();
  }
}

function draw(body: ReleaseBody): readonly string[] {
  return body.released.map(
    ({ place, name, sync, rows }) =>
      `Released ${name} (place ${place} of ${sync}): ${counted(rows, "row")} forgotten, nobody removed.`,
  );
}
