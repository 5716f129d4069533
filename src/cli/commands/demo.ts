import { ConfigError } from "../../domain/errors.ts";
import type { Command, CommandInput } from "../command.ts";
import type { CommandResult } from "../command-result.ts";
import type { TourEngine } from "../../demo/tour-folder.ts";
import type { World } from "../world.ts";

const SEED = 7;
const MEMBERS = 2_000;
const MEMBERS_MIN = 50;
const MEMBERS_MAX = 200_000;

export const demoCommand: Command = {
  name: "demo",
  summary: "a guided tour: a month of a shop in a minute",
  description:
    "Makes a shop in tierline-demo/ below this folder (a temporary one where this cannot be written), starts a HubSpot " +
    "stand-in, and walks through everything: a load that is refused, the first run, the next day, a month later. It uses " +
    "the same commands as you would; only its clock is moved. Nothing leaves this machine.",
  arguments: [],
  options: [
    {
      flags: "--warehouse <engine>",
      description: "duckdb (a file, the default) or postgres (a server of its own, which ends with the tour)",
    },
    {
      flags: "--seed <number>",
      description: `make another shop: each number gives one, always the same (default: ${SEED})`,
    },
    {
      flags: "--members <number>",
      description: `how many members it has, ${MEMBERS_MIN} to ${MEMBERS_MAX} (default: ${MEMBERS})`,
    },
  ],
  examples: [
    { line: "tierline demo", purpose: "the tour" },
    { line: "tierline demo --members 20000", purpose: "with a larger shop" },
    { line: "tierline demo --warehouse postgres", purpose: "on a PostgreSQL server" },
  ],
  run: demo,
};

async function demo(world: World, input: CommandInput): Promise<CommandResult> {
  const seed = readWhole(input, "seed", SEED, { min: 0, max: 2 ** 31 - 1 });
  const members = readWhole(input, "members", MEMBERS, { min: MEMBERS_MIN, max: MEMBERS_MAX });
  const { runTour } = await import("../../demo/tour.ts");
  return runTour(world, {
    seed,
    members,
    warehouse: readEngine(input.text("warehouse")),
    isJson: input.has("json"),
  });
}

function readWhole(
  input: CommandInput,
  name: string,
  fallback: number,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  const text = input.text(name);
  if (text === undefined) return fallback;
  const value = Number(text);
  if (/^\d{1,10}$/u.test(text) && value >= min && value <= max) return value;
  throw new ConfigError("usage", `--${name} must be a whole number from ${min} to ${max}.`, {
    remedy: "See: tierline demo --help",
  });
}

function readEngine(text = "duckdb"): TourEngine {
  if (text === "duckdb" || text === "postgres") return text;
  throw new ConfigError("usage", `The tour cannot bring a warehouse "${text}" along.`, {
    remedy: "--warehouse is one of duckdb, postgres.",
  });
}
