/** Tiers over time as stacked areas, each named where it ends. */
import { figure } from "../figures.ts";
import { DAY_MS } from "../read-tier-history.ts";
import type { TierHistory } from "../tier-history.ts";
import { markup, type Markup } from "./markup.ts";

const WIDTH = 1000;
const HEIGHT = 340;
const LEFT = 52;
const RIGHT = 150;
const TOP = 14;
const BOTTOM = 34;
/** More points than the picture has room for only make the file larger. */
const POINTS_MAX = 140;
const LABEL_GAP = 34;

interface Frame {
  readonly x: (index: number) => number;
  readonly y: (value: number) => number;
  readonly max: number;
}

/** Null when there is nothing to draw: fewer than two days on which anybody had a tier. */
export function drawAreas(history: TierHistory): Markup | null {
  const { counts, firstDay } = history.days;
  const totals = (counts[0] ?? []).map((_, day) => counts.reduce((sum, level) => sum + (level[day] ?? 0), 0));
  const start = Math.max(
    0,
    totals.findIndex((total) => total > 0),
  );
  const length = totals.length - start;
  if (length < 2 || Math.max(...totals) === 0) return null;
  const picked = pick(length).map((index) => index + start);
  const max = niceMax(Math.max(...totals));
  const frame: Frame = {
    x: (index) => LEFT + ((index - start) / (length - 1)) * (WIDTH - LEFT - RIGHT),
    y: (value) => TOP + (1 - value / max) * (HEIGHT - TOP - BOTTOM),
    max,
  };
  const edges = edgesOf(counts);
  return markup`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Members of each tier, day by day. The figures stand in the table below.">
${drawGrid(frame)}${drawMonths(frame, firstDay, start, totals.length)}
${counts.map((_, level) => markup`<path d="${areaPath(edges[level] ?? [], edges[level + 1] ?? [], picked, frame)}" style="fill:var(--level-${level})"/>`)}
${drawLabels(history, edges, frame)}
</svg>`;
}

/** Evenly spread, the first and the last always. */
function pick(length: number): readonly number[] {
  const points = Math.min(length, POINTS_MAX);
  return Array.from({ length: points }, (_, index) => Math.round((index / (points - 1)) * (length - 1)));
}

/** The lower edge of each level, day by day, and above them the total. */
function edgesOf(counts: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const edges: (readonly number[])[] = [(counts[0] ?? []).map(() => 0)];
  for (const level of counts) {
    const below = edges.at(-1) ?? [];
    edges.push(level.map((value, day) => value + (below[day] ?? 0)));
  }
  return edges;
}

function areaPath(lower: readonly number[], upper: readonly number[], days: readonly number[], frame: Frame): string {
  const point = (edge: readonly number[], day: number): string =>
    `${frame.x(day).toFixed(1)},${frame.y(edge[day] ?? 0).toFixed(1)}`;
  const there = days.map((day) => point(upper, day));
  const back = days.toReversed().map((day) => point(lower, day));
  return `M${there.join("L")}L${back.join("L")}Z`;
}

function drawGrid({ y, max }: Frame): readonly Markup[] {
  return [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const at = y(share * max).toFixed(1);
    return markup`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at}" y2="${at}"/><text class="tick" x="${LEFT - 8}" y="${at}" dy="4" text-anchor="end">${figure(share * max)}</text>`;
  });
}

function drawMonths({ x }: Frame, firstDay: number, start: number, end: number): readonly Markup[] {
  const ticks: Markup[] = [];
  for (let index = start; index < end; index += 1) {
    const date = new Date((firstDay + index) * DAY_MS);
    if (date.getUTCDate() !== 1) continue;
    const at = x(index).toFixed(1);
    const name = date.toLocaleDateString("en-GB", { month: "short", timeZone: "UTC" });
    const isYear = date.getUTCMonth() === 0;
    ticks.push(
      markup`<line class="${isYear ? "grid year" : "grid"}" x1="${at}" x2="${at}" y1="${HEIGHT - BOTTOM}" y2="${HEIGHT - BOTTOM + 5}"/><text class="tick" x="${at}" y="${HEIGHT - BOTTOM + 20}" text-anchor="middle">${isYear ? String(date.getUTCFullYear()) : name}</text>`,
    );
  }
  return ticks;
}

/** Beside the last day; names of thin levels are moved apart. */
function drawLabels(
  { levels, days }: TierHistory,
  edges: readonly (readonly number[])[],
  { y }: Frame,
): readonly Markup[] {
  const last = (days.counts[0]?.length ?? 1) - 1;
  const ends = levels.map((_, level) => ((edges[level]?.[last] ?? 0) + (edges[level + 1]?.[last] ?? 0)) / 2);
  const heights: number[] = [];
  for (const end of ends) {
    const wanted = y(end);
    const before = heights.at(-1);
    heights.push(before === undefined ? Math.min(wanted, HEIGHT - BOTTOM - 12) : Math.min(wanted, before - LABEL_GAP));
  }
  // What was moved above the picture comes down again, and pushes those below it.
  for (let level = heights.length - 1; level >= 0; level -= 1) {
    const above = heights[level + 1];
    const room = above === undefined ? TOP + 12 : above + LABEL_GAP;
    heights[level] = Math.max(heights[level] ?? 0, level === heights.length - 1 ? TOP + 12 : Math.min(room, HEIGHT));
  }
  return levels.map(({ name }, level) => {
    const at = (heights[level] ?? 0).toFixed(1);
    const count = figure(days.counts[level]?.[last] ?? 0);
    return markup`<circle cx="${WIDTH - RIGHT + 14}" cy="${at}" r="5" style="fill:var(--level-${level})"/><text class="name" x="${WIDTH - RIGHT + 26}" y="${at}" dy="-1">${name}</text><text class="tick" x="${WIDTH - RIGHT + 26}" y="${at}" dy="14">${count}</text>`;
  });
}

/** The smallest of 1, 2, 4, 5, 6, 8 and 10 times a power of ten that holds the value. */
export function niceMax(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 4)));
  const step = [1, 2, 4, 6, 8, 10].find((factor) => factor * power >= value) ?? 10;
  return step * power;
}
