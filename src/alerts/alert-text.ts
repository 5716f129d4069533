/** An alert in words. */
import { isDeliveryAlert, type AlertKind, type EndedEpisode } from "../domain/alert.ts";
import { isoInstant } from "../platform/instant.ts";
import type { Alert, AlertLine } from "./channel.ts";

const NAMES: Readonly<Record<AlertKind, string>> = {
  run_failed: "run failed",
  guard_stopped: "stopped by a guard",
  refused_share: "too many rows refused",
  stale: "out of date",
  report_failed: "report not published",
  digest_failed: "digest not sent",
};

const OVER: Readonly<Record<EndedEpisode["why"], string>> = {
  well: "Over",
  file_gone: "No longer watched, as its file is gone",
  schedule_gone: "No longer watched, as its schedule is gone",
};

/** One line: what a list of mails or messages shows. */
export function alertTitle({ project, target, begun, ended }: Alert): string {
  const parts = [
    ...(begun.length === 0 ? [] : [begun.map(nameOf).join(", ")]),
    ...(ended.length === 0 ? [] : [`over: ${ended.map(nameOf).join(", ")}`]),
  ];
  return `Tierline ${project}/${target}: ${parts.join("; ")}`;
}

/** A line for each thing that began, and for each that is over. */
export function alertLines({ atMs, begun, ended }: Alert): readonly string[] {
  return [
    ...begun.map((line) => `${nameOf(line)}. ${line.message}`),
    ...ended.map((line) => {
      const what = `${nameOf(line)}, since ${minuteOf(line.sinceMs)}, for ${lengthOf(atMs - line.sinceMs)}.`;
      return `${OVER[line.why]}: ${what}`;
    }),
  ];
}

function nameOf({ sync, kind }: Pick<AlertLine, "sync" | "kind">): string {
  if (isDeliveryAlert(kind)) return NAMES[kind];
  return `${sync ?? "all syncs"} ${NAMES[kind]}`;
}

function minuteOf(ms: number): string {
  return `${isoInstant(ms).slice(0, 16).replace("T", " ")} UTC`;
}

function lengthOf(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} d`;
}
