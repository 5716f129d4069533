/** Alerts of a run that is over, and of one that could not begin. */
import type { Project } from "../../config/project.ts";
import { TierlineError } from "../../domain/errors.ts";
import { EXIT, exitCodeOf } from "../../engine/exit-code.ts";
import { isHeldElsewhere, judgeSync } from "../../engine/judge-alerts.ts";
import type { RunReport } from "../../engine/report.ts";
import { DELIVERY_ALERTS, type Judged, type Watched } from "../../domain/alert.ts";
import type { EpisodeBook } from "../../journal/episode-book.ts";
import { scheduledDeliveries } from "../report/delivery-schedules.ts";
import type { CommandInput } from "../command.ts";
import { toldWithPlaces } from "../told-with-places.ts";
import type { Bench } from "../wire.ts";
import type { World } from "../world.ts";

/** In one message. */
const PROBLEMS_MAX = 3;

const BEGUN: Judged = { sync: null, kinds: ["run_failed"], findings: [] };

export interface AfterRun {
  /** Sources that dbt found too old; null: nobody asked it. */
  readonly staleSources: readonly string[] | null;
  readonly tell: (sentence: string) => void;
}

/** Call it while the state is open: it is where episodes are noted. Resolves always. */
export async function alertAfterRun(
  world: World,
  bench: Pick<Bench, "project" | "engine" | "episodes">,
  report: RunReport,
  { staleSources, tell }: AfterRun,
): Promise<void> {
  const { alerts } = bench.project.settings;
  if (alerts === null || isHeldElsewhere(report)) return;
  const { raiseAlerts } = await import("./raise-alerts.ts");
  const judged: Judged[] = [];
  try {
    for (const sync of report.syncs) {
      const { lastAppliedPlan } = await bench.engine.journal.status(sync.sync);
      const facts = { nowMs: world.clock.nowMs(), appliedAsOf: lastAppliedPlan?.asOf ?? null, staleSources };
      judged.push(judgeSync(sync, facts, alerts.rules));
    }
  } catch {
    tell("Alerts could not be looked after: the state did not answer.");
    return;
  }
  const isBegun = report.syncs.length > 0 || report.error === null;
  const whole: Judged = isBegun ? BEGUN : notBegun(report.error?.message ?? "");
  const local = await bookOf(world, bench.project);
  await raiseAlerts(
    world,
    bench.project,
    alerts,
    [
      { book: local, judged: [whole], watched: null },
      ...(await deliveryBooksOf(world, bench.project)).map((book) => ({ book, judged: [], watched: watchedBy(bench) })),
      { book: bench.episodes, judged, watched: watchedBy(bench) },
    ],
    tell,
  );
}

/**
 * Of syncs that were released and are in no file any more: where no other sync is run, nobody else would end their alerts.
 * Those of other syncs stay: perhaps it is their files that are missing here. Resolves always.
 */
export async function endReleased(
  world: Pick<World, "environment" | "clock" | "random">,
  bench: Watching & Pick<Bench, "episodes">,
  released: readonly string[],
  tell: (sentence: string) => void,
): Promise<void> {
  const { alerts } = bench.project.settings;
  if (alerts === null) return;
  const { raiseAlerts } = await import("./raise-alerts.ts");
  const book: EpisodeBook = {
    ...bench.episodes,
    open: async () => (await bench.episodes.open()).filter(({ sync }) => sync !== null && released.includes(sync)),
  };
  await raiseAlerts(world, bench.project, alerts, [{ book, judged: [], watched: watchedBy(bench) }], tell);
}

interface Watching {
  readonly project: Pick<Project, "folder" | "target"> & {
    readonly settings: Pick<Project["settings"], "alerts" | "report">;
  };
  readonly engine: { readonly allSyncs: readonly { readonly name: string }[] };
}

function watchedBy({ project, engine }: Watching): Watched {
  return {
    syncs: engine.allSyncs.map(({ name }) => name),
    deliveries: scheduledDeliveries(project.settings).map(({ what }) => DELIVERY_ALERTS[what]),
  };
}

/** The bench of a run; why there is none is told as an alert, too. Rejects as `openBench`. */
export async function openBenchOrAlert(
  world: World,
  input: CommandInput,
  tell: (sentence: string) => void,
): Promise<Bench> {
  const { openBench } = await import("../wire.ts");
  try {
    return await openBench(world, input, "send");
  } catch (error) {
    await alertNotBegun(world, input, error, tell);
    throw error;
  }
}

/** What is an interrupt, or held by another process, is no failure. Settings that cannot be read name no channel. */
export async function alertNotBegun(
  world: World,
  input: CommandInput,
  error: unknown,
  tell: (sentence: string) => void,
): Promise<void> {
  if (world.signal.aborted || !(error instanceof TierlineError)) return;
  if (exitCodeOf(error) === EXIT.leaseHeld || error.code === "interrupted") return;
  // Whoever mistyped it at a terminal reads so there.
  if (error.code === "unknown_selection" && world.terminal.isLive) return;
  const { openProject } = await import("../wire.ts");
  const project = await openProject(world, input).catch(() => undefined);
  const alerts = project?.settings.alerts ?? null;
  if (project === undefined || alerts === null || !alerts.rules.runFailed) return;
  const { raiseAlerts } = await import("./raise-alerts.ts");
  const why = notBegun(toldWithPlaces(error, PROBLEMS_MAX));
  const found = [{ book: await bookOf(world, project), judged: [why], watched: null }];
  await raiseAlerts(world, project, alerts, found, tell);
}

function notBegun(why: string): Judged {
  const message = `No run could begin: ${why}`;
  return { sync: null, kinds: ["run_failed"], findings: [{ sync: null, kind: "run_failed", message }] };
}

/** Where deliveries that failed are noted when the state could not be opened. */
async function deliveryBooksOf(
  { environment, random }: World,
  { folder, target }: Project,
): Promise<readonly EpisodeBook[]> {
  const { localEpisodeBook } = await import("./local-episode-book.ts");
  return Object.values(DELIVERY_ALERTS).map((kind) => localEpisodeBook({ environment, random, folder, target, kind }));
}

async function bookOf({ environment, random }: World, { folder, target }: Project): Promise<EpisodeBook> {
  const { localEpisodeBook } = await import("./local-episode-book.ts");
  return localEpisodeBook({ environment, random, folder, target });
}
