/** The status of every sync for people. */
import type { StatusBody, SyncStatusBody } from "../json/status.ts";
import type { Canvas } from "../picture/glyphs.ts";
import { count, counted, percent } from "../picture/number.ts";
import { wrap, wrapAdvice } from "../picture/wrap.ts";
import { COUNT_COLUMNS, countCells, stateWord } from "./plan-list.ts";
import { drawPause } from "./draw-pause.ts";
import { unmatchedSuppressions } from "./draw-plan.ts";
import { drawTable } from "../picture/table.ts";
import { shortInstant } from "../picture/instant.ts";

export function drawStatus(body: StatusBody, canvas: Canvas): readonly string[] {
  if (body.syncs.length === 0) return ["No sync: there is no file in syncs/."];
  const data = drawData(body);
  return [
    ...body.syncs.flatMap((sync, index) => [...(index === 0 ? [] : [""]), ...drawSync(sync, canvas)]),
    ...(body.plans.length > 0 ? ["", ...drawPlanHistory(body.plans, canvas)] : []),
    ...(data.length > 0 ? ["", ...data.flatMap((line) => wrap(line, canvas))] : []),
  ];
}

function drawPlanHistory(plans: StatusBody["plans"], canvas: Canvas): readonly string[] {
  const columns = [
    { title: "plan", align: "right" as const },
    { title: "sync" },
    { title: "made" },
    { title: "state" },
    ...COUNT_COLUMNS,
  ];
  const rows = plans.map((plan) => [
    String(plan.plan),
    plan.sync,
    shortInstant(plan.made_at, canvas),
    stateWord(plan),
    ...countCells(plan, canvas),
  ]);
  return drawTable({ columns, rows }, canvas);
}

/** What the data is worth, whatever the syncs make of it. */
function drawData({ linked_purchases: linked, quarantined }: StatusBody): readonly string[] {
  const lines: string[] = [];
  if (linked !== null && linked.purchases > 0)
    lines.push(
      `${percent(linked.linked, linked.purchases)} of the purchases of the newest ${counted(linked.months, "month")} ` +
        `name a customer (${count(linked.linked)} of ${count(linked.purchases)}); only they count.`,
    );
  if (quarantined !== null && quarantined.open > 0)
    lines.push(
      `${counted(quarantined.open, "row")} in raw.quarantine ${quarantined.open === 1 ? "waits" : "wait"} to be mended.`,
    );
  return lines;
}

function drawSync(sync: SyncStatusBody, canvas: Canvas): readonly string[] {
  const lines = [`${sync.sync}${sync.is_in_file ? "" : " (its file is gone)"}`, `  ${lastRun(sync, canvas)}`];
  if (sync.paused !== null) lines.push(...wrap(drawPause(sync.sync, sync.paused, canvas), canvas, "  "));
  if (sync.last_run?.allowed) lines.push(...wrap(drawAllowance(sync.last_run.allowed), canvas, "  "));
  if (sync.is_in_file) lines.push(`  ${drawBuilt(sync, canvas)}`);
  if (sync.places.length > 0) lines.push("", ...drawPlaceTable(sync, canvas));
  lines.push(...drawReleases(sync, canvas));
  const notSent = sync.places.flatMap((place) =>
    place.not_sent.flatMap((one) => wrap(`${count(one.count)} at ${place.name}: ${why(one, canvas)}`, canvas, "  ")),
  );
  if (notSent.length > 0) lines.push("", "Not sent, and why:", ...notSent);
  const unmatched = unmatchedSuppressions(sync.plan?.unmatched_suppressions ?? 0);
  if (unmatched !== null) lines.push("", ...wrap(unmatched, canvas, "  "));
  return [...lines, "", ...wrapAdvice(`Next: ${sync.next_step}`, canvas)];
}

/** Of single places: what a sync without a file needs is its next step. */
function drawReleases({ is_in_file: isInFile, places }: SyncStatusBody, canvas: Canvas): readonly string[] {
  const commands = isInFile ? places.flatMap(({ release }) => (release === null ? [] : [`  ${release}`])) : [];
  const fate = "In no file any more: who is there leaves if a plan is allowed to, and stays if they are given up:";
  return commands.length === 0 ? [] : ["", ...wrap(fate, canvas), ...commands];
}

function drawAllowance({
  guards,
  by,
  reason,
}: NonNullable<NonNullable<SyncStatusBody["last_run"]>["allowed"]>): string {
  return `allowed ${guards.join(", ")} by ${by}: ${reason}`;
}

function drawBuilt({ build }: SyncStatusBody, canvas: Canvas): string {
  if (build === null) return "no build that a plan can be made from";
  return `build of ${shortInstant(build.started_at, canvas)}, as of ${shortInstant(build.as_of, canvas)}`;
}

function why(
  { class: name, reason, until }: SyncStatusBody["places"][number]["not_sent"][number],
  canvas: Canvas,
): string {
  const words = name.replace("_", " ");
  const wait = until === null ? "" : `, ${drawWait(until, canvas)}`;
  return `${reason === name ? words : `${words}, ${reason}`}${wait}`;
}

function drawWait({ first, last }: { readonly first: string; readonly last: string }, canvas: Canvas): string {
  const [from, to] = [shortInstant(first, canvas), shortInstant(last, canvas)];
  return from === to ? `until ${to}` : `the first until ${from}, the last until ${to}`;
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
    { title: "no.", align: "right" as const },
    { title: "place" },
    ...["desired", "settled", "unsettled", "waiting", "refused"].map((title) => ({ title, align: "right" as const })),
  ];
  const rows = sync.places.map((place) => [
    String(place.place),
    place.is_in_file ? place.name : `${place.name} (in no file)`,
    place.desired === null ? canvas.glyphs.dot : count(place.desired),
    count(place.settled),
    count(place.unsettled),
    count(place.waiting),
    count(place.refused),
  ]);
  return drawTable({ columns, rows }, canvas);
}
