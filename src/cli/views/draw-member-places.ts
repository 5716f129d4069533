/** Where a member is wanted and acknowledged, why they were not sent, and what came back, for people. */
import { REASON } from "../../domain/receipt.ts";
import type { ExplainBody } from "../json/explain.ts";
import type { Canvas } from "../picture/glyphs.ts";
import { shortInstant as when } from "../picture/instant.ts";
import { counted } from "../picture/number.ts";
import { drawTable } from "../picture/table.ts";
import { wrap } from "../picture/wrap.ts";

type PlaceBody = ExplainBody["places"][number];
type NotSent = PlaceBody["not_sent"][number];

/** Any other is the destination's own code. */
const WORDS: Readonly<Record<string, string>> = {
  [REASON.dataError]: "an entry in the window is invalid, so the tier is unknown",
  [REASON.sharedAddress]: "another member has the same address",
  [REASON.noAddress]: "there is no address to create the contact with",
  [REASON.notAMember]: "the members' model does not hold them",
  [REASON.deletedAtDestination]: "the contact was deleted there",
  [REASON.identityChanged]: "the contact carries another member's id now",
  [REASON.notFound]: "there is no such contact, and the sync creates none",
  [REASON.suppressed]: "the suppress model names them",
  [REASON.suppressedContact]: "the contact found there carries a further address, which is suppressed",
  [REASON.noConsent]: "there is no consent",
  [REASON.heldOut]: "they are in the holdout",
  [REASON.predecessor]: "what must come first was not accepted",
  [REASON.limit]: "beyond the number of members that were to be sent",
  [REASON.notSent]: "the run stopped before",
  [REASON.noReceipt]: "no answer came",
  [REASON.kept]: "nothing to do: they were there before us, or their properties are kept",
  [REASON.sameRecord]: "nothing to do: another member who stays has the same contact",
};

export function drawPlaces(body: ExplainBody, canvas: Canvas): readonly string[] {
  if (body.places.length === 0) return ["No sync names this member."];
  const rows = body.places.map((place) => [
    place.sync,
    placeOf(place),
    wanted(place),
    said(place, canvas),
    planned(place),
  ]);
  const columns = ["sync", "place", "wanted", "acknowledged", "newest plan"].map((title) => ({ title }));
  const held = body.paused.map(
    ({ sync, by, since, reason }) =>
      `${sync} is held back by ${by} since ${when(since, canvas)}${reason === null ? "" : `: ${reason}`}`,
  );
  const causes = body.places.flatMap((place) =>
    place.not_sent.map((one) => `${place.sync}, ${placeOf(place)}: ${sentence(one, place, canvas)}`),
  );
  const lines = [...held, ...causes].flatMap((text) => wrap(text, canvas, "  "));
  return [...drawTable({ columns, rows }, canvas), ...(lines.length === 0 ? [] : ["", "Not sent:", ...lines])];
}

function placeOf({ place, is_earlier_address: isEarlier }: PlaceBody): string {
  return isEarlier ? `${place} (earlier address)` : place;
}

function wanted({ is_desired: isDesired, excluded_by: excludedBy }: PlaceBody): string {
  if (isDesired) return "yes";
  return excludedBy === null ? "no" : `no: ${excludedBy.replace("_", " ")}`;
}

function said(place: PlaceBody, canvas: Canvas): string {
  if (place.said === null) return "no";
  if (place.is_settled === false) return "not certain";
  const day = (instant: string): string => when(instant, canvas).slice(0, 10);
  if (place.said_at === null) return place.claimed_at === null ? "yes" : `claimed, ${day(place.claimed_at)}`;
  return `${place.said === "leave" ? "left" : "yes"}, ${day(place.said_at)}`;
}

function planned(place: PlaceBody): string {
  if (place.planned === null) return place.said === null ? "none yet" : "unchanged";
  const [cause] = place.not_sent;
  if (place.planned.op === null) return cause?.class.replace("_", " ") ?? "nothing";
  return `${place.planned.op}: ${place.planned.outcome ?? cause?.class.replace("_", " ") ?? "closed"}`;
}

function sentence(cause: NotSent, place: PlaceBody, canvas: Canvas): string {
  const why = cause.reason === null ? "" : (WORDS[cause.reason] ?? cause.reason);
  switch (cause.class) {
    case "orphaned":
      return "no file names this place any more: they leave if a plan is allowed to, and stay if it is released";
    case "not_planned":
      return "no plan speaks of it yet";
    case "planned":
      return `plan ${place.planned?.plan ?? ""} was not applied yet`;
    case "without_call":
      return why;
    case "waiting":
      if (cause.reason !== REASON.coolDown) return "waits for what must come first";
      return `waits until ${cause.until === null ? "the cool-down is over" : when(cause.until, canvas)}: what was said before may still arrive`;
    case "refused":
      return refusal(cause, place, why);
    case "suppressed":
    case "held_out":
    case "withheld":
    case "unsettled":
      return `${cause.class.replace("_", " ")}: ${why}`;
    default:
      return cause.class satisfies never;
  }
}

/** How often, and when it is tried again: only of what the destination refused. */
function refusal(cause: NotSent, { refused }: PlaceBody, why: string): string {
  if (refused === null || cause.next_run_no === null) return `refused: ${why}`;
  const words = refused.message === null ? "" : ` ("${refused.message}")`;
  return `refused ${counted(refused.times, "time")}: ${why}${words}; tried again in run ${cause.next_run_no}, or when it changes`;
}

export function drawReceipts({ receipts }: ExplainBody, canvas: Canvas): readonly string[] {
  const older = receipts.total - receipts.newest.length;
  const notes = [
    ...(older > 0 ? [`  and ${counted(older, "older one")}`] : []),
    ...(receipts.is_whole ? [] : ["  Those of plans closed more than 30 days ago were dropped."]),
  ];
  if (receipts.newest.length === 0) return notes.length === 0 ? [] : ["", "Receipts: none is left.", ...notes];
  const rows = receipts.newest.map((receipt) => [
    `  ${receipt.plan}`,
    when(receipt.at, canvas),
    receipt.place,
    receipt.op,
    receipt.reason === null ? receipt.outcome : `${receipt.outcome}: ${receipt.reason}`,
  ]);
  const columns = ["  plan", "when", "place", "what", "answer"].map((title) => ({ title }));
  return ["", "Receipts, newest first:", ...drawTable({ columns, rows }, canvas), ...notes];
}
