/** A member's explanation for people. */
import type { ExplainBody } from "../json/explain.ts";
import type { Canvas } from "../picture/glyphs.ts";
import { counted } from "../picture/number.ts";
import { moneyHeld, moneyMissing } from "../picture/money.ts";
import { shortInstant as when } from "../picture/instant.ts";
import { drawTable } from "../picture/table.ts";

const REASONS: Readonly<Record<string, string>> = {
  anonymous: "no customer on the receipt",
  not_a_member: "not a member",
  before_join: "not after joining",
  future: "after the instant asked about",
  invalid_amount: "the amount is invalid",
  other_currency: "in another currency",
  out_of_window: "out of the window",
};

const NO_TIER: Readonly<Record<string, string>> = {
  NOT_MEMBER: "none: never joined",
  NOT_ACTIVE: "none: resigned",
  DATA_ERROR: "unknown: an entry in the window is invalid",
};

export function drawMember(body: ExplainBody, canvas: Canvas): readonly string[] {
  const address = body.address === null ? "" : ` (${body.address.replace("…", canvas.glyphs.ellipsis)})`;
  const lines = [
    `Member ${body.customer_id}${address}, as of ${when(body.as_of, canvas)}`,
    "",
    ...drawFacts(body, canvas),
  ];
  if (body.entries.length > 0) lines.push("", "Entries, newest first:", ...drawEntries(body, canvas));
  if (body.leaving_next.length > 0) lines.push("", "Falls out of the window next:", ...drawLeaving(body, canvas));
  if (body.periods.length > 0) lines.push("", "Tiers:", ...drawPeriods(body, canvas));
  lines.push("", ...drawPlaces(body, canvas));
  return lines;
}

function drawFacts(body: ExplainBody, canvas: Canvas): readonly string[] {
  const joined = body.joined_at === null ? "never" : `${when(body.joined_at, canvas)}, ${body.status ?? "unknown"} now`;
  const facts: [string, string][] = [["joined", joined]];
  const discount = body.discount_percent === null ? "" : `, discount ${Number(body.discount_percent)}%`;
  facts.push([
    "tier",
    body.tier === null
      ? (NO_TIER[body.reason_code ?? ""] ?? "none")
      : `${body.tier} since ${when(body.tier_since ?? "", canvas)}${discount}`,
  ]);
  if (body.balance !== null) {
    const counting = body.entry_sums.find((sum) => sum.excluded_reason === null)?.count ?? 0;
    facts.push(["balance", `${moneyHeld(body.balance)} from ${counted(counting, "entry", "entries")}`]);
    facts.push(["window", `after ${when(body.window.after, canvas)} (${body.window.hours / 24} days)`]);
  }
  if (body.tier !== null) facts.push(["to keep", toKeep(body, canvas)]);
  if (body.next_tier !== null && body.amount_to_next_tier !== null)
    facts.push(["to rise", `${moneyMissing(body.amount_to_next_tier)} more reaches ${body.next_tier}`]);
  return facts.map(([name, value]) => `  ${name.padEnd(8)} ${value}`);
}

function toKeep(body: ExplainBody, canvas: Canvas): string {
  if (body.tier_until === null) return "nothing: this tier does not end by itself";
  const next = body.periods.find((period) => period.valid_from === body.tier_until);
  const then = next === undefined ? "ends" : `becomes ${next.tier ?? "no tier"}`;
  if (body.amount_to_keep === null || Number(body.amount_to_keep) === 0)
    return `${then} on ${when(body.tier_until, canvas)}`;
  return `${then} on ${when(body.tier_until, canvas)} unless ${moneyMissing(body.amount_to_keep)} is spent before`;
}

function drawEntries(body: ExplainBody, canvas: Canvas): readonly string[] {
  const rows = body.entries.map((entry) => [
    `  ${when(entry.occurred_at ?? "", canvas)}`,
    entry.kind,
    entry.amount === null ? "" : moneyHeld(entry.amount),
    entry.excluded_reason === null ? "yes" : `no: ${REASONS[entry.excluded_reason] ?? entry.excluded_reason}`,
    entry.event_id,
  ]);
  const columns = [
    { title: "  when" },
    { title: "what" },
    { title: "amount", align: "right" as const },
    { title: "counts" },
    { title: "event" },
  ];
  const all = body.entry_sums.reduce((sum, one) => sum + one.count, 0);
  const older = all > rows.length ? [`  and ${counted(all - rows.length, "older one")}`] : [];
  return [...drawTable({ columns, rows }, canvas), ...older];
}

function drawLeaving(body: ExplainBody, canvas: Canvas): readonly string[] {
  const rows = body.leaving_next
    .slice(0, 3)
    .map((entry) => [
      `  ${when(entry.leaves_at ?? "", canvas)}`,
      entry.kind,
      moneyHeld(entry.amount ?? "0"),
      entry.event_id,
    ]);
  const columns = [
    { title: "  on" },
    { title: "what" },
    { title: "amount", align: "right" as const },
    { title: "event" },
  ];
  return drawTable({ columns, rows }, canvas);
}

function drawPeriods(body: ExplainBody, canvas: Canvas): readonly string[] {
  const rows = body.periods.map((period) => [
    `${period.is_forecast ? "? " : "  "}${when(period.valid_from, canvas)}`,
    period.valid_to === null ? "open" : when(period.valid_to, canvas),
    period.tier ?? "none",
    moneyHeld(period.balance),
    period.cause,
  ]);
  const columns = [
    { title: "  from" },
    { title: "to" },
    { title: "tier" },
    { title: "balance", align: "right" as const },
    { title: "why" },
  ];
  const note = body.periods.some((period) => period.is_forecast) ? ["  ? if nothing more happens"] : [];
  return [...drawTable({ columns, rows }, canvas), ...note];
}

function drawPlaces(body: ExplainBody, canvas: Canvas): readonly string[] {
  if (body.places.length === 0) return ["No sync names this member."];
  const rows = body.places.map((place) => [
    place.sync,
    place.place,
    place.is_desired ? "yes" : "no",
    said(place),
    place.refused === null ? planned(place) : `refused: ${place.refused.reason}`,
  ]);
  const columns = ["sync", "place", "wanted", "acknowledged", "newest plan"].map((title) => ({ title }));
  return drawTable({ columns, rows }, canvas);
}

function said(place: ExplainBody["places"][number]): string {
  if (place.said === null || place.said_at === null) return "no";
  if (place.is_settled === false) return "not certain";
  return `${place.said === "leave" ? "left" : "yes"}, ${place.said_at.slice(0, 10)}`;
}

function planned(place: ExplainBody["places"][number]): string {
  if (place.planned === null) return "unchanged";
  const what = place.planned.op ?? "nothing";
  const detail = place.planned.outcome ?? place.planned.reason;
  return detail === null ? what : `${what}: ${detail}`;
}
