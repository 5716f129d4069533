/**
 * The guided tour: a month of a shop in a minute. Every step is a command line, run as the command line runs it, against
 * a sandbox in this process; only the clock is our own.
 */
import { basename, join, relative } from "node:path";
import process from "node:process";
import type { CommandResult } from "../cli/command-result.ts";
import { quote, shellOf } from "../cli/init/shell-commands.ts";
import { writeShop as writeShopFolder } from "../cli/init/write-shop.ts";
import type { DemoBody } from "../cli/json/demo.ts";
import { packageDirectory } from "../cli/package-directory.ts";
import { count } from "../cli/picture/number.ts";
import { stateHome } from "../cli/state-home.ts";
import { withMarts } from "../cli/wire.ts";
import type { World } from "../cli/world.ts";
import type { Environment } from "../platform/environment.ts";
import { loadProject } from "../config/project.ts";
import { ConfigError } from "../domain/errors.ts";
import { EXIT } from "../engine/exit-code.ts";
import { isoInstant } from "../platform/instant.ts";
import { writeState } from "../sandbox/state-file.ts";
import { runSandboxServer, type StartedSandbox } from "../sandbox/run-sandbox-server.ts";
import { drawEnding } from "./draw-ending.ts";
import { startedInShop } from "../cli/started-as.ts";
import { makeGuide, type Guide } from "./guide.ts";
import { readTiers } from "./read-tiers.ts";
import { makeShop } from "./shop/make-shop.ts";
import { DAY_MS, type Shop } from "./shop/shop.ts";
import { writeShop } from "./shop/write-shop.ts";
import { writeSpoiledShop } from "./shop/write-spoiled-shop.ts";
import { makeTourClock, type TourClock } from "./tour-clock.ts";
import { SANDBOX_STATE } from "../cli/sandbox-state.ts";
import { resetTour, tourFolder, type TourEngine } from "./tour-folder.ts";

export interface TourOptions {
  readonly seed: number;
  readonly members: number;
  readonly warehouse: TourEngine;
  /** Nothing but the JSON document goes to standard output. */
  readonly isJson: boolean;
}

/** The morning of the first run: in the past, so that what the tour leaves can be gone on with today. */
const FIRST_RUN_MS = Date.UTC(2026, 5, 1, 6);
const HOUR_MS = 3_600_000;
const MONTHS = 24;
const MONTH_DAYS = 30;

interface Tour {
  readonly guide: Guide;
  readonly folder: string;
  readonly clock: TourClock;
  readonly shop: Shop;
}

export async function runTour(world: World, options: TourOptions): Promise<CommandResult> {
  const folder = await tourFolder(world.directory, options.warehouse);
  await resetTour(folder, stateHome(world.environment));
  await writeShopFolder(folder, packageDirectory(), options.warehouse);
  const clock = makeTourClock(world.clock, FIRST_RUN_MS);
  const sandbox = await startSandbox(world, clock);
  try {
    const server = options.warehouse === "postgres" ? await startServer() : NO_SERVER;
    try {
      const environment = { HUBSPOT_URL: sandbox.url, HUBSPOT_TOKEN: "tour", ...server.environment };
      const guide = makeGuide(world, { folder, clock, environment, isJson: options.isJson });
      const shop = makeShop(options.seed, { members: options.members, months: MONTHS, endAtMs: FIRST_RUN_MS });
      const tour = { guide, folder, clock, shop };
      await begin(tour, options.members);
      await moveOn(tour, "The next morning", 1);
      await moveOn(tour, "A month later", MONTH_DAYS);
      // So that it can be started again after the tour.
      await writeState(join(folder, SANDBOX_STATE), sandbox.sandbox.snapshot());
      return await end(world, tour, options);
    } finally {
      await server.stop();
    }
  } finally {
    await sandbox.close();
  }
}

/** A database server for as long as the tour lasts. */
interface TourServer {
  /** Where profiles.yml finds it. */
  readonly environment: Environment;
  readonly stop: () => Promise<void>;
}

const NO_SERVER: TourServer = { environment: {}, stop: async () => {} };

async function startServer(): Promise<TourServer> {
  const { startPostgres } = await import("./postgres-server.ts");
  const { host, port, user, password, stop } = await startPostgres();
  const environment = {
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGPASSWORD: password,
    PGDATABASE: "postgres",
    PGSSLMODE: "disable",
  };
  return { environment, stop };
}

async function startSandbox(world: World, clock: TourClock): Promise<StartedSandbox> {
  const started = await runSandboxServer({ clock, random: world.random, port: 0 });
  if (started.kind === "started") return started;
  throw new ConfigError(started.code, started.message, { remedy: started.remedy });
}

async function begin({ guide, folder, clock, shop }: Tour, members: number): Promise<void> {
  guide.title("Events come in");
  guide.say(
    `${basename(folder)}/ is made as \`init\` makes it. Into it come two years of a`,
    `shop with ${count(members)} members: charges, returns, late events, people who left and`,
    "came back, receipts without a customer. Somebody has opened the first export in",
    "a spreadsheet:",
    "",
  );
  await writeSpoiledShop(join(folder, "spoiled"), shop);
  await guide.run(["load", "spoiled"], EXIT.error);
  guide.say("Nothing was loaded. The export as the till wrote it:", "");
  await writeShop(join(folder, "data"), shop, { untilMs: FIRST_RUN_MS });
  await guide.run(["load", "data"]);

  guide.title("The first run, step by step");
  await guide.run(["build", "--as-of", instantOf(clock)]);
  await guide.run(["plan"]);
  guide.say(
    "A guard asks before so many people are written for the first time. That is",
    "meant here, so the tour allows this guard, by name and with a reason:",
    "",
  );
  await guide.run(["apply", "1", "--allow", "first-run", "--reason", "first run of the tour"], EXIT.notAccepted);
  guide.say("Rows that cannot be sent are named with the reason, and the exit code is then 5.");
}

/** The instant the clock was moved to: to the second, the minute it has run since left out. */
function instantOf(clock: TourClock): string {
  return isoInstant(Math.floor(clock.nowMs() / HOUR_MS) * HOUR_MS).replace(".000Z", "Z");
}

/** New events, one run: only what changed is sent. */
async function moveOn({ guide, folder, clock, shop }: Tour, title: string, days: number): Promise<void> {
  const afterMs = Date.parse(instantOf(clock));
  const untilMs = FIRST_RUN_MS + days * DAY_MS;
  clock.moveTo(untilMs);
  guide.title(title);
  await writeShop(join(folder, "data"), shop, { afterMs, untilMs });
  await guide.run(["load", "data"]);
  await guide.run(["run", "--as-of", instantOf(clock)], EXIT.notAccepted);
}

async function end(world: World, { guide, folder, clock }: Tour, options: TourOptions): Promise<CommandResult> {
  const project = await loadProject(folder, guide.world.environment);
  const asOf = instantOf(clock);
  const picture = await withMarts(guide.world, project, (marts) => readTiers(marts, isoInstant(FIRST_RUN_MS), asOf));
  // What a server held is gone with it.
  const next = options.warehouse === "duckdb" ? nextCommands(world, folder, picture.riser) : [];
  guide.title("Where everybody is now");
  guide.say(...drawEnding(picture, next, world.terminal.canvas));
  const body: DemoBody = {
    directory: folder,
    seed: options.seed,
    members: options.members,
    as_of: asOf,
    commands: [...guide.commands],
    tiers: picture.counts.map((tier) => ({ ...tier })),
    moves: picture.moves.map((move) => ({ ...move })),
    next: [...next],
  };
  return { exitCode: EXIT.done, body, lines: [], error: null };
}

/** They ask nothing of HubSpot, so they work although the tour's sandbox is gone. */
function nextCommands(world: World, folder: string, member: string | null): readonly string[] {
  const shell = shellOf(world.environment, process.platform);
  const path = relative(world.directory, folder);
  const tierline = startedInShop(world.command);
  return [
    `cd ${quote(shell, path.startsWith("..") ? folder : path)}`,
    `${tierline} explain ${quote(shell, member ?? "c00001")}`,
    `${tierline} plan show 3`,
    `${tierline} status`,
  ];
}
