/**
 * Tells what began and what is over. Whatever goes wrong with that is said and changes no run's result; what nobody took
 * is not noted, so the next run tells it.
 */
import { basename } from "node:path";
import { alertMessage } from "../../alerts/alert-message.ts";
import type { Alert, Channel } from "../../alerts/channel.ts";
import type { AlertSettings } from "../../config/alerts-schema.ts";
import type { Project } from "../../config/project.ts";
import { changeEpisodes, type EpisodeChanges, type Judged, type Watched } from "../../domain/alert.ts";
import { withoutAddresses } from "../../domain/without-addresses.ts";
import { asTierlineError } from "../../engine/exit-code.ts";
import type { EpisodeBook } from "../../journal/episode-book.ts";
import type { World } from "../world.ts";
import { openChannel } from "./open-channels.ts";

/** What was found, and where its episodes are noted. */
export interface Found {
  readonly book: EpisodeBook;
  readonly judged: readonly Judged[];
  /** Null: not known, so no episode ends because nobody looks any more. */
  readonly watched: Watched | null;
}

/** `tell`: a sentence for whoever looks after the run. Resolves always. */
export async function raiseAlerts(
  world: Pick<World, "environment" | "clock" | "random">,
  project: Pick<Project, "folder" | "target">,
  settings: AlertSettings,
  found: readonly Found[],
  tell: (sentence: string) => void,
): Promise<void> {
  try {
    const changes: { readonly book: EpisodeBook; readonly changed: EpisodeChanges }[] = [];
    for (const { book, judged, watched } of found)
      changes.push({ book, changed: changeEpisodes(await book.open(), judged, watched) });
    const nowMs = world.clock.nowMs();
    const alert = alertOf(changes, { id: `msg_${world.random.id()}`, nowMs, project });
    if (alert.begun.length === 0 && alert.ended.length === 0) return;
    const taken = await Promise.all(settings.channels.map(async (one) => sendBy(alert, one, world, tell)));
    if (!taken.includes(true)) return;
    for (const { book, changed } of changes) {
      for (const { sync, kind } of changed.begun) await book.begin({ sync, kind, sinceMs: nowMs });
      for (const episode of changed.ended) await book.end(episode);
    }
  } catch (thrown) {
    tell(`Alerts could not be looked after: ${asTierlineError(thrown).message}`);
  }
}

function alertOf(
  changes: readonly { readonly changed: EpisodeChanges }[],
  {
    id,
    nowMs,
    project,
  }: { readonly id: string; readonly nowMs: number; readonly project: Pick<Project, "folder" | "target"> },
): Alert {
  return {
    id,
    atMs: nowMs,
    project: basename(project.folder),
    target: project.target,
    begun: changes.flatMap(({ changed }) =>
      changed.begun.map(({ sync, kind, message }) => ({
        sync,
        kind,
        sinceMs: nowMs,
        message: withoutAddresses(message),
      })),
    ),
    ended: changes.flatMap(({ changed }) => changed.ended),
  };
}

/** Whether it was taken. */
async function sendBy(
  alert: Alert,
  settings: AlertSettings["channels"][number],
  { environment }: Pick<World, "environment">,
  tell: (sentence: string) => void,
): Promise<boolean> {
  try {
    const channel: Channel = await openChannel(settings, environment);
    await channel.send(alertMessage(alert));
    return true;
  } catch (thrown) {
    const { message, remedy } = asTierlineError(thrown);
    tell(`An alert by ${settings.kind} was not sent: ${message}${remedy === undefined ? "" : ` ${remedy}`}`);
    return false;
  }
}
