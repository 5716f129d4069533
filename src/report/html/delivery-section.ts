/** What was delivered, list by list and day by day. */
import { counted, figure } from "../figures.ts";
import { DAY_MS } from "../read-tier-history.ts";
import { reasonWords } from "../reason-words.ts";
import type { Delivered, DeliveredDay, Report } from "../report.ts";
import { niceMax } from "./area-chart.ts";
import { markup, type Markup } from "./markup.ts";

export function deliverySection({ delivered, deliveredDays, asOf }: Report): Markup {
  const lists = delivered.filter(({ list }) => list !== null);
  const isNothing = delivered.every(({ days, updated }) => days.length === 0 && updated === 0);
  const chart = asOf === null ? null : drawDays(lists, Math.floor(Date.parse(asOf) / DAY_MS), deliveredDays);
  return markup`<section aria-labelledby="delivered"><h2 id="delivered">What was delivered</h2>
<p class="lead">${isNothing ? `Nothing was delivered in ${counted(deliveredDays, "day")}.` : `What the marketing tools accepted in ${counted(deliveredDays, "day")}: members added to lists and removed from them, and contacts whose properties were brought up to date.`}</p>
${isNothing ? null : [chart === null ? null : markup`<figure class="panel">${chart}</figure>`, deliveryTable(delivered)]}
${refusalTable(delivered)}</section>`;
}

function deliveryTable(delivered: readonly Delivered[]): Markup {
  return markup`<div class="scroll"><table class="figures wide"><thead><tr><th scope="col">Where</th><th scope="col">Added</th><th scope="col">Removed</th><th scope="col">Brought up to date</th></tr></thead><tbody>
${delivered.map(({ destination, list, added, removed, updated }) => markup`<tr><th scope="row">${destination} <span>${list ?? "contacts"}</span></th><td>${figure(added)}</td><td>${figure(removed)}</td><td>${list === null ? figure(updated) : "–"}</td></tr>\n`)}</tbody></table></div>`;
}

/** The same person may be refused in several runs; each is counted. */
function refusalTable(delivered: readonly Delivered[]): Markup | null {
  const reasons = new Map<string, number>();
  for (const { refused } of delivered)
    for (const [reason, count] of Object.entries(refused)) reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  const rows = [...reasons].toSorted(([, a], [, b]) => b - a);
  if (rows.length === 0) return null;
  return markup`<h3>Turned down by the marketing tools</h3><table class="figures"><thead><tr><th scope="col">Not sent because</th><th scope="col">Times</th></tr></thead><tbody>
${rows.map(([reason, count]) => markup`<tr><th scope="row">${reasonWords(reason)}</th><td>${figure(count)}</td></tr>\n`)}</tbody></table>`;
}

const WIDTH = 1000;
const HEIGHT = 210;
const LEFT = 70;
const FOOT = 24;

/** Added above the line, removed below it. Null when nobody was. */
function drawDays(lists: readonly Delivered[], lastDay: number, shown: number): Markup | null {
  const firstDay = lastDay - shown;
  const sums = Array.from({ length: shown + 2 }, (_, index): DeliveredDay => sumDay(lists, firstDay + index));
  const most = Math.max(...sums.map(({ added }) => added));
  const least = Math.max(...sums.map(({ removed }) => removed));
  if (most + least === 0) return null;
  const top = niceMax(most);
  const room = HEIGHT - FOOT - 16;
  // A side that is empty still shows where the line is.
  const upper = Math.max(0.15, Math.min(0.85, most / (most + least)));
  const line = 8 + room * upper;
  const scale = Math.min((room * upper) / Math.max(1, most), (room * (1 - upper)) / Math.max(1, least));
  const step = (WIDTH - LEFT) / sums.length;
  const bars = sums.map(({ day, added, removed }, index) => {
    const x = (LEFT + index * step + 2).toFixed(1);
    const width = (step - 4).toFixed(1);
    const [up, down] = [height(added * scale, added), height(removed * scale, removed)];
    const name = dayName(day);
    const isTicked = index % 5 === 0;
    return markup`${added === 0 ? null : markup`<rect class="added" x="${x}" width="${width}" y="${(line - up).toFixed(1)}" height="${up.toFixed(1)}" rx="2"/>`}${removed === 0 ? null : markup`<rect class="removed" x="${x}" width="${width}" y="${(line + 1).toFixed(1)}" height="${down.toFixed(1)}" rx="2"/>`}${isTicked ? markup`<text class="tick" x="${(LEFT + (index + 0.5) * step).toFixed(1)}" y="${HEIGHT - 4}" text-anchor="middle">${name}</text>` : null}`;
  });
  const total = (of: (day: DeliveredDay) => number): string => figure(sums.reduce((sum, day) => sum + of(day), 0));
  return markup`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${total(({ added }) => added)} members added to lists and ${total(({ removed }) => removed)} removed, day by day; at most ${figure(top)} on one day.">
<text class="tick added-name" x="0" y="${(line - 8).toFixed(1)}">added</text><text class="tick removed-name" x="0" y="${(line + 16).toFixed(1)}">removed</text>
<line class="axis" x1="${LEFT}" x2="${WIDTH}" y1="${line.toFixed(1)}" y2="${line.toFixed(1)}"/>${bars}</svg>`;
}

function sumDay(lists: readonly Delivered[], day: number): DeliveredDay {
  const here = lists.flatMap(({ days }) => days.filter((one) => one.day === day));
  const sum = (of: (one: DeliveredDay) => number): number => here.reduce((total, one) => total + of(one), 0);
  return { day, added: sum(({ added }) => added), removed: sum(({ removed }) => removed) };
}

/** More than nothing always shows. */
function height(drawn: number, value: number): number {
  return value === 0 ? 0 : Math.max(2, drawn);
}

function dayName(day: number): string {
  return new Date(day * DAY_MS).toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
}
