/** The status of every sync for people. */
import type { StatusBody, SyncStatusBody } from "../json/status.ts";
import type { Canvas } from "../picture/glyphs.ts";
import { count } from "../picture/number.ts";
import { drawTable } from "../picture/table.ts";
import { shortInstant } from "../picture/instant.ts";

export function drawStatus(body: StatusBody, canvas: Canvas): readonly string[] {
  if (body.syncs.length === 0) return ["No sync: there is no file in syncs/."];
  return body.syncs.flatMap((sync, index) => [...(index === 0 ? [] : [""]), ...drawSync(sync, canvas)]);
}

function drawSync(sync: SyncStatusBody, canvas: Canvas): readonly string[] {
  const lines = [`${sync.sync}${sync.is_in_file ? "" : " (its file is gone)"}`, `  ${lastRun(sync, canvas)}`];
  if (sync.last_run?.allowed)
    lines.push(`  allowed ${sync.last_run.allowed.guards.join(", ")}: ${sync.last_run.allowed.reason}`);
  if (sync.places.length > 0) lines.push("", ...drawPlaceTable(sync, canvas));
  const notSent = sync.places.flatMap((place) =>
    place.not_sent.map((one) => `  ${count(one.count)} at ${place.name}: ${why(one)}`),
  );
  if (notSent.length > 0) lines.push("", "Not sent, and why:", ...notSent);
  return [...lines, "", `Next: ${sync.next_step}`];
}

function why({ class: name, reason }: SyncStatusBody["places"][number]["not_sent"][number]): string {
  const words = name.replace("_", " ");
  return reason === name ? words : `${words}, ${reason}`;
}

function lastRun(sync: SyncStatusBody, canvas: Canvas): string {
  const run = sync.last_run;
  if (run === null) return "never run";
  const ended = run.finished_at === null ? "not finished" : `ended with ${run.exit_code ?? "no exit code"}`;
  const asOf = run.as_of === null ? "" : `, as of ${shortInstant(run.as_of, canvas)}`;
  return `run ${run.run_no} on ${shortInstant(run.started_at, canvas)}${asOf}, ${ended}`;
}

function drawPlaceTable(sync: SyncStatusBody, canvas: Canvas): readonly string[] {
  const columns = [
    { title: "place" },
    ...["desired", "synced", "unsettled", "waiting", "refused"].map((title) => ({ title, align: "right" as const })),
  ];
  const rows = sync.places.map((place) => [
    place.is_in_file ? place.name : `${place.name} (in no file)`,
    place.desired === null ? canvas.glyphs.dot : count(place.desired),
    count(place.synced),
    count(place.unsettled),
    count(place.waiting),
    count(place.refused),
  ]);
  return drawTable({ columns, rows }, canvas);
}
