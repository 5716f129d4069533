/** A member's explanation for people. */
import type { ExplainBody } from "../json/explain.ts";
import { maskId } from "../mask-address.ts";
import type { Canvas } from "../picture/glyphs.ts";
import { counted } from "../picture/number.ts";
import { moneyHeld, moneyMissing } from "../picture/money.ts";
import { shortInstant as when } from "../picture/instant.ts";
import { drawTable } from "../picture/table.ts";
import { drawPlaces, drawReceipts } from "./draw-member-places.ts";
import { drawPeriods } from "./draw-tier-periods.ts";

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
    `Member ${maskId(body.customer_id, canvas.glyphs.ellipsis)}${address}, as of ${when(body.as_of, canvas)}`,
    "",
    ...drawFacts(body, canvas),
  ];
  if (body.entries.length > 0) lines.push("", "Entries, newest first:", ...drawEntries(body, canvas));
  if (body.leaving_next.length > 0) lines.push("", "Falls out of the window next:", ...drawLeaving(body, canvas));
  if (body.periods.length > 0) lines.push("", "Tiers:", ...drawPeriods(body, canvas));
  lines.push("", ...drawPlaces(body, canvas), ...drawReceipts(body, canvas));
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
    maskId(entry.event_id, canvas.glyphs.ellipsis),
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
      maskId(entry.event_id, canvas.glyphs.ellipsis),
    ]);
  const columns = [
    { title: "  on" },
    { title: "what" },
    { title: "amount", align: "right" as const },
    { title: "event" },
  ];
  return drawTable({ columns, rows }, canvas);
}
