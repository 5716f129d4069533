/** Tiers over time and who moved between them. */
import { counted, figure, shortDate } from "../figures.ts";
import { DAY_MS } from "../read-tier-history.ts";
import type { Movement, TierHistory } from "../tier-history.ts";
import { drawAreas } from "./area-chart.ts";
import { markup, type Markup } from "./markup.ts";

export function tierSections(history: TierHistory, timeZone: string): readonly Markup[] {
  const areas = drawAreas(history);
  return [
    markup`<section aria-labelledby="tiers"><h2 id="tiers">Tiers over time</h2>
<p class="lead">How many members had each tier on each day, counted from their tier periods. The last day is ${shortDate(history.asOf, timeZone)}.</p>
${areas === null ? null : markup`<figure class="panel">${areas}</figure>`}
<details><summary>The figures, month by month</summary>${monthTable(history)}</details></section>`,
    movementSection(history),
  ];
}

/** The last day of each month, and the last day of all. */
function monthTable({ levels, days }: TierHistory): Markup {
  const length = days.counts[0]?.length ?? 0;
  const rows = Array.from({ length }, (_, index) => index).filter((index) => {
    const isMonthEnd = new Date((days.firstDay + index + 1) * DAY_MS).getUTCDate() === 1;
    const isAnybody = days.counts.some((level) => (level[index] ?? 0) > 0);
    return isAnybody && (isMonthEnd || index === length - 1);
  });
  return markup`<table class="figures"><thead><tr><th scope="col">End of</th>${levels.map(({ name }) => markup`<th scope="col">${name}</th>`)}<th scope="col">All</th></tr></thead><tbody>
${rows.map((index) => {
  const counts = levels.map((_, level) => days.counts[level]?.[index] ?? 0);
  const total = counts.reduce((sum, value) => sum + value, 0);
  return markup`<tr><th scope="row">${dayName(days.firstDay + index)}</th>${counts.map((value) => markup`<td>${figure(value)}</td>`)}<td>${figure(total)}</td></tr>\n`;
})}</tbody></table>`;
}

function dayName(day: number): string {
  return new Date(day * DAY_MS).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
}

export interface MovementSums {
  readonly up: number;
  readonly down: number;
  readonly joined: number;
  readonly left: number;
  readonly stayed: number;
}

export function sumMovements({ levels, movements }: Pick<TierHistory, "levels" | "movements">): MovementSums {
  const rank = (name: string): number => levels.findIndex((level) => level.name === name);
  const sums = { up: 0, down: 0, joined: 0, left: 0, stayed: 0 };
  for (const { from, to, count } of movements) {
    if (from === null) sums.joined += count;
    else if (to === null) sums.left += count;
    else sums[rank(to) > rank(from) ? "up" : rank(to) < rank(from) ? "down" : "stayed"] += count;
  }
  return sums;
}

const NOBODY = null;

function movementSection(history: TierHistory): Markup {
  const { levels, movements, movedDays } = history;
  const names: readonly (string | null)[] = [...levels.map(({ name }) => name), NOBODY];
  const of = (from: string | null, to: string | null): number =>
    movements.filter((one) => one.from === from && one.to === to).reduce((sum, { count }) => sum + count, 0);
  const most = Math.max(1, ...movements.filter(({ from, to }) => from !== to).map(({ count }) => count));
  const sums = sumMovements(history);
  return markup`<section aria-labelledby="moves"><h2 id="moves">Who moved</h2>
<p class="lead">Where the members of ${counted(movedDays, "day")} ago are today: <b class="gain">${figure(sums.up)} moved up</b>, <b class="loss">${figure(sums.down)} moved down</b>, ${figure(sums.joined)} came new, ${figure(sums.left)} left, ${figure(sums.stayed)} stayed where they were.</p>
<div class="scroll"><table class="moves"><thead><tr><th scope="col" class="corner">from ↓ &nbsp;to →</th>${names.map((name) => markup`<th scope="col">${name ?? "no tier now"}</th>`)}</tr></thead><tbody>
${names.map(
  (from, row) =>
    markup`<tr><th scope="row">${from ?? "no tier then"}</th>${names.map((to, column) => movementCell({ from, to, count: of(from, to) }, row, column, most, names.length - 1))}</tr>\n`,
)}</tbody></table></div></section>`;
}

/** A cell's tint tells how many of all who moved; a mark besides the colour tells the direction. */
function movementCell({ count }: Movement, row: number, column: number, most: number, nobody: number): Markup {
  if (row === nobody && column === nobody) return markup`<td class="none"></td>`;
  if (row === column) return markup`<td class="stay">${figure(count)}</td>`;
  if (count === 0) return markup`<td class="none">·</td>`;
  const kind = row === nobody || column === nobody ? "edge" : column > row ? "up" : "down";
  const mark = { edge: "", up: "▲ ", down: "▼ " }[kind];
  const tint = Math.round(12 + 58 * Math.sqrt(count / most));
  return markup`<td class="${kind}" style="--tint:${tint}%">${mark}${figure(count)}</td>`;
}
