/** What a run or an apply did, for people. */
import type { BuildFactsBody, RunBody, SyncBody } from "../json/run.ts";
import { drawPause } from "./draw-pause.ts";
import type { Canvas } from "../picture/glyphs.ts";
import { shortInstant } from "../picture/instant.ts";
import { count, counted, duration } from "../picture/number.ts";
import { wrap } from "../picture/wrap.ts";
import { asStarted } from "../started-as.ts";
import { drawGuards, drawMoves, drawOrphans, drawPlaces, drawNotSent, unfinished } from "./draw-plan.ts";

const THE_REST =
  "The rest, once these are right: tierline plan, then tierline apply. Its guards ask anew: a permission ends with its run.";

/** `command`: how the user starts Tierline. */
export function drawRun(body: RunBody, canvas: Canvas, command: string): readonly string[] {
  const lines: string[] = body.build === null ? [] : [drawBuild(body.build, canvas)];
  for (const sync of body.syncs) {
    if (lines.length > 0) lines.push("");
    lines.push(...drawApplied(sync, canvas, command));
  }
  return [...lines, ...drawOrphans(body.orphans, canvas)];
}

export function drawBuild(build: BuildFactsBody, canvas: Canvas): string {
  return (
    `Built ${counted(build.models, "model")}, ${counted(build.tests, "test")} passed, ` +
    `as of ${shortInstant(build.as_of, canvas)}, in ${duration(build.seconds * 1000)}.`
  );
}

function drawApplied(sync: SyncBody, canvas: Canvas, command: string): readonly string[] {
  if (sync.result === "paused" && sync.paused !== null) return [drawPause(sync.sync, sync.paused, canvas)];
  const lines: string[] = [];
  if (sync.closed_plan !== null) lines.push(unfinished(sync.closed_plan, sync.sync), "");
  if (sync.plan !== null) lines.push(`Plan ${sync.plan} of ${sync.sync}`, "");
  if (sync.places.length > 0) lines.push(...drawPlaces(sync.places, canvas));
  if (sync.moves.length > 0) lines.push("", "Who changes list:", ...drawMoves(sync.moves, canvas));
  const refused = drawNotSent(sync.places, canvas);
  if (refused.length > 0) lines.push("", "Not sent:", ...refused);
  if (sync.guards.length > 0) lines.push("", ...drawGuards(sync.guards, sync.places, canvas));
  if (sync.result === "applied") lines.push("", ...wrap(drawReceipts(sync), canvas));
  if (sync.withheld_by_limit > 0) lines.push(...wrap(asStarted(THE_REST, command), canvas));
  return lines;
}

function drawReceipts(sync: SyncBody): string {
  const { accepted, refused, withheld, unsettled } = sync.receipts;
  if (accepted + refused + withheld + unsettled === 0) return drawNothing(sync);
  const parts = [`${count(accepted)} accepted${firstWrites(sync.contacts)}`];
  if (refused > 0) parts.push(`${count(refused)} refused`);
  if (withheld > sync.withheld_by_limit) parts.push(`${count(withheld - sync.withheld_by_limit)} withheld`);
  if (sync.withheld_by_limit > 0) parts.push(`${count(sync.withheld_by_limit)} left for the next plan`);
  if (unsettled > 0) parts.push(`${count(unsettled)} unsettled`);
  return `${parts.join(", ")} (${counted(sync.requests, "request")}, ${duration(sync.seconds * 1000)}).`;
}

/** Contacts that were made, and those that were there. */
function firstWrites({ created, linked }: SyncBody["contacts"]): string {
  if (created === 0 && linked === 0) return "";
  if (linked === 0) return `, of which ${counted(created, "contact")} created`;
  if (created === 0) return `, of which ${counted(linked, "contact")} linked`;
  return `, of which ${counted(created, "contact")} created and ${count(linked)} linked`;
}

/** How many rows cannot be sent, the error of the run says. */
function drawNothing({ places }: SyncBody): string {
  return places.every(({ refused }) => refused === 0) ? "Nothing to send." : "Nothing else to send.";
}
