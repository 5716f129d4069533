/** A member's tiers, past and to come, each with the entry that decided it, for people. */
import type { ExplainBody } from "../json/explain.ts";
import { maskId } from "../mask-address.ts";
import type { Canvas } from "../picture/glyphs.ts";
import { shortInstant as when } from "../picture/instant.ts";
import { moneyHeld } from "../picture/money.ts";
import { count } from "../picture/number.ts";
import { drawTable } from "../picture/table.ts";

type Period = ExplainBody["periods"][number];

const CAUSES: Readonly<Record<string, string>> = {
  join: "joined",
  rejoin: "joined again",
  data_error: "invalid entry",
};

export function drawPeriods(body: ExplainBody, canvas: Canvas): readonly string[] {
  const rows = body.periods.flatMap((period) => {
    const begun = [
      `${period.is_forecast ? "? " : "  "}${when(period.valid_from, canvas)}`,
      period.tier ?? "unknown",
      moneyHeld(period.balance_before),
      moneyHeld(period.balance),
      cause(period),
      entries(period, canvas),
    ];
    if (!period.is_resigned_after || period.valid_to === null) return [begun];
    return [begun, [`  ${when(period.valid_to, canvas)}`, "none", "", "", "resigned", ""]];
  });
  const columns = [
    { title: "  from" },
    { title: "tier" },
    { title: "before", align: "right" as const },
    { title: "after", align: "right" as const },
    { title: "why" },
    { title: "entry" },
  ];
  const note = body.periods.some((period) => period.is_forecast) ? ["  ? if nothing more happens"] : [];
  return [...drawTable({ columns, rows }, canvas), ...note];
}

function cause({ cause: code, decided_by: [first], is_forecast: isForecast }: Period): string {
  if (first === undefined || code in CAUSES) return CAUSES[code] ?? code;
  const amount = first.amount === null ? "" : `${moneyHeld(first.amount)} `;
  if (!first.is_leaving) return `${amount}${first.kind}`;
  return `${amount}${isForecast ? "leaves" : "left"}`;
}

function entries({ decided_by: [first, ...more] }: Period, { glyphs }: Canvas): string {
  if (first === undefined) return "";
  const id = maskId(first.event_id, glyphs.ellipsis);
  return more.length === 0 ? id : `${id} and ${count(more.length)} more`;
}
