import { ConfigError } from "../../domain/errors.ts";
import type { Place } from "../../domain/place.ts";
import type { Sync } from "../../domain/sync.ts";
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
  const named = input.values[0] ?? null;
  const sync = input.text("sync") ?? null;
  if (named === null && sync === null)
    throw new ConfigError("usage", "No place is named.", { remedy: "`tierline status` shows their numbers." });
  const decision = readDecision(input, world.environment, "needed");
  const { openBench } = await import("../wire.ts");
  const { releasePlaces } = await import("../../engine/release-places.ts");
  const { endReleased } = await import("../alerts/alert-after-run.ts");
  const bench = await openBench(world, input, "look");
  const { files } = bench;
  try {
    const released = await releasePlaces(bench.engine, { place: named, sync }, decision);
    const syncs = released.map(({ place }) => place.sync);
    await endReleased(world, bench, syncs, (sentence) => say(world.err, [sentence]));
    const body: ReleaseBody = {
      released: released.map(({ place, rows }) => ({
        sync: place.sync,
        place: place.placeNo,
        name: place.name,
        list_id: place.listId,
        rows,
        still_in: files.find((file) => isNamedBy(file.sync, place))?.sync.location.file ?? null,
      })),
      reason: decision.reason ?? "",
      by: decision.by,
    };
    return { exitCode: EXIT.done, body, lines: draw(body), error: null };
  } finally {
    await bench.close();
  }
}

/** Contacts belong to every sync that has a file. */
function isNamedBy({ name, audiences }: Sync, place: Place): boolean {
  if (name !== place.sync) return false;
  return place.kind === "contact" || audiences.some(({ lists }) => lists.some(({ list }) => list === place.name));
}

function draw(body: ReleaseBody): readonly string[] {
  return body.released.flatMap(({ place, name, sync, rows, still_in: file }) => [
    `Released ${name} (place ${place} of ${sync}): ${counted(rows, "row")} forgotten, nobody removed.`,
    ...(file === null ? [] : [`${file} still names it: the next run takes it anew, or stops if somebody is on it.`]),
  ]);
}
