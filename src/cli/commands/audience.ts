import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Sync } from "../../domain/sync.ts";
import { EXIT } from "../../engine/exit-code.ts";
import { isoInstant } from "../../platform/instant.ts";
import type { AudienceSight } from "../../report/audience-sight.ts";
import type { Command, CommandInput } from "../command.ts";
import type { CommandResult } from "../command-result.ts";
import { ConfigError } from "../../domain/errors.ts";
import type { AudienceBody } from "../json/audiences.ts";
import { inZone } from "../picture/glyphs.ts";
import { readDecision } from "../read-decision.ts";
import type { World } from "../world.ts";

export const audienceCommand: Command = {
  name: "audience",
  summary: "one audience: how far its members come; its members as a file",
  description:
    "What the audience means, how many it holds, and for each list it goes to how many of them may be contacted, have an " +
    "address, are known there and are on it, with what holds the others back. --export writes those who may be sent to a " +
    "CSV file for your eyes alone: who is suppressed, did not agree or is held out is left out by the rules of the sync, and " +
    "who took it, when, how many and why is recorded.",
  arguments: [{ name: "<name>", description: "the audience, or model/name where two models have one of that name" }],
  options: [
    { flags: "--export <file>", description: "write its members to a new CSV file; needs --reason" },
    { flags: "--sync <name>", description: "by whose rules people are left out, where several syncs read the model" },
    { flags: "--reason <text>", description: "what the file is for; recorded with who took it" },
  ],
  examples: [
    { line: "tierline audience Golden", purpose: "look at it" },
    { line: 'tierline audience Golden --export golden.csv --reason "gift boxes"', purpose: "its members as a file" },
  ],
  run: audience,
};

type Exported = AudienceBody["exported"];

async function audience(world: World, input: CommandInput): Promise<CommandResult> {
  const { describeAudience } = await import("../views/describe-audience.ts");
  const { drawAudience } = await import("../views/draw-audience.ts");
  const file = input.text("export");
  if (file === undefined && (input.text("reason") ?? input.text("sync")) !== undefined)
    throw new ConfigError("usage", "--reason and --sync are about a file, and none is asked for.", {
      remedy: "Add --export FILE.csv, or leave them out.",
    });
  const asked = file === undefined ? null : await exportTo(world, input, file);
  const { sight, exports, settings } = await look(world, input);
  const body: AudienceBody = { audience: describeAudience(sight), exported: asked, exports };
  const canvas = inZone(world.terminal.canvas, settings);
  return { exitCode: EXIT.done, body, lines: drawAudience(body, canvas), error: null };
}

/** Found by a look first: a name that is none must not take a lease. */
async function look(world: World, input: CommandInput) {
  const { openReadings } = await import("../wire.ts");
  const { readAudienceSights } = await import("../read-audience-sights.ts");
  const { findAudience } = await import("../find-audience.ts");
  const readings = await openReadings(world, input);
  try {
    const sight = findAudience(await readAudienceSights(world, readings), input.values[0] ?? "");
    const exports = await readExports(readings, sight);
    return { sight, exports, settings: readings.project.settings, syncs: readings.syncs };
  } finally {
    await readings.close();
  }
}

type Readings = Awaited<ReturnType<typeof import("../wire.ts").openReadings>>;

async function readExports({ audiences, syncs }: Readings, sight: AudienceSight): Promise<AudienceBody["exports"]> {
  const found: AudienceBody["exports"] = [];
  for (const { name } of syncs) {
    const placeNos = new Set(sight.routes.flatMap(({ sync, placeNo }) => (sync === name ? [placeNo] : [])));
    for (const { placeNo, by, reason, atMs, rows } of await audiences.exports(name))
      if (placeNo !== null && placeNos.has(placeNo)) found.push({ sync: name, at: isoInstant(atMs), by, reason, rows });
  }
  return found.toSorted((a, b) => (a.at < b.at ? 1 : -1));
}

async function exportTo(world: World, input: CommandInput, file: string): Promise<NonNullable<Exported>> {
  const { openBench } = await import("../wire.ts");
  const { exportAudience, syncReading } = await import("../../engine/export-audience.ts");
  const { fileExists, openAudienceFile } = await import("../audience-file.ts");
  const { by, reason } = readDecision(input, world.environment, "needed");
  const decision = { by, reason: reason ?? "" };
  const path = resolve(world.directory, file);
  if (existsSync(path)) throw fileExists(file);
  const { sight, syncs } = await look(world, input);
  const sync: Sync = syncReading(syncs, sight.model, input.text("sync"));
  const bench = await openBench(world, input, "look");
  try {
    const target = await openAudienceFile(path, sight.name, sync.properties);
    const wanted = { sync, model: sight.model, audience: sight.name, decision };
    const answer = await exportAudience(bench.engine, bench.audiences, wanted, target);
    if (answer.is === "refused") {
      const { code, message, remedy } = answer.refusal;
      throw new ConfigError(code, message, { remedy });
    }
    const { rows, withoutAddress } = answer;
    return { file, rows, without_address: withoutAddress, sync: sync.name, by, reason: decision.reason };
  } finally {
    await bench.close();
  }
}
