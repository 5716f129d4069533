/** Alerts of the report's own times. */
import type { Project } from "../../config/project.ts";
import { DELIVERY_ALERTS } from "../../domain/alert.ts";
import type { EpisodeBook } from "../../journal/episode-book.ts";
import type { Doing, ReportDuty } from "./report-duty.ts";
import { withBench } from "./with-bench.ts";

/**
 * `failure` null: it went well, so an episode of it is over. Episodes stand in the state; where that cannot be opened, in a
 * file of this machine, since that may be what failed. Resolves always.
 */
export async function alertDuty(
  doing: Doing,
  { settings, folder, target }: Pick<Project, "settings" | "folder" | "target">,
  { what }: ReportDuty,
  failure: string | null,
): Promise<void> {
  const { world, log } = doing;
  const { alerts } = settings;
  if (alerts === null || !alerts.rules.runFailed) return;
  const { raiseAlerts } = await import("../alerts/raise-alerts.ts");
  const { localEpisodeBook } = await import("../alerts/local-episode-book.ts");
  const kind = DELIVERY_ALERTS[what];
  const findings = failure === null ? [] : [{ sync: null, kind, message: failure } as const];
  const local = localEpisodeBook({ environment: world.environment, random: world.random, folder, target, kind });
  const raise = (book: EpisodeBook): Promise<void> =>
    raiseAlerts(
      world,
      { folder, target },
      alerts,
      [{ book, judged: [{ sync: null, kinds: [kind], findings }], watched: null }],
      (said) => log("warn", "alert_not_sent", said),
    );
  try {
    await withBench(doing, ({ episodes }) => raise(both(episodes, local)));
  } catch {
    await raise(local);
  }
}

/** What one of them knows is known; it begins in the first and ends in both. */
function both(first: EpisodeBook, second: EpisodeBook): EpisodeBook {
  return {
    open: async () => {
      const known = await first.open();
      const more = await second.open();
      const isNew = (kind: string): boolean => !known.some((one) => one.sync === null && one.kind === kind);
      return [...known, ...more.filter(({ kind }) => isNew(kind))];
    },
    begin: (episode) => first.begin(episode),
    end: async (episode) => {
      await first.end(episode);
      await second.end(episode);
    },
  };
}
