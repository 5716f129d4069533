/** A card for each audience: what it means, how many it holds, how far its members come, what holds the others back. */
import type { AudienceFunnel } from "../../journal/audience-reader.ts";
import type { AudienceRoute, AudienceSight } from "../audience-sight.ts";
import { difference, figure, shortDate } from "../figures.ts";
import { reasonWords } from "../reason-words.ts";
import type { TierHistory } from "../tier-history.ts";
import { TIER_MODEL } from "../read-tier-history.ts";
import { markup, type Markup } from "./markup.ts";

export function audienceSection(
  audiences: readonly AudienceSight[],
  tiers: TierHistory | undefined,
  timeZone: string,
): Markup {
  return markup`<section aria-labelledby="audiences"><h2 id="audiences">Audiences</h2>
<p class="lead">Who belongs to each audience, and how many of them are on the list it goes to. Where a bar is shorter than the one above it, the reason stands below.</p>
<div class="cards">${audiences.map((audience) => drawCard(audience, tiers, timeZone))}</div></section>`;
}

function drawCard(audience: AudienceSight, tiers: TierHistory | undefined, timeZone: string): Markup {
  const level =
    audience.model === TIER_MODEL ? (tiers?.levels.findIndex(({ name }) => name === audience.name) ?? -1) : -1;
  return markup`<article class="card"${level < 0 ? null : markup` style="--mark:var(--level-${level})"`}>
<header><h3>${audience.name}</h3><p class="size">${audience.size === null ? "–" : figure(audience.size)}</p></header>
<p class="meaning">${audience.meaning ?? "Nobody has described this audience yet."}</p>
${level < 0 || tiers === undefined ? null : drawSparkline(tiers.days.counts[level] ?? [])}
<dl class="earlier">${audience.earlier.map(({ daysAgo, size }) => markup`<div><dt>${daysAgo} days ago</dt><dd>${size === null ? "not known" : figure(size)}${size === null || audience.size === null ? null : drawDifference(audience.size - size)}</dd></div>`)}</dl>
${audience.routes.length === 0 ? markup`<p class="nowhere">Goes nowhere yet: no sync names it.</p>` : audience.routes.map((route) => drawRoute(route, timeZone))}
</article>`;
}

function drawDifference(value: number): Markup {
  return markup` <span class="${value > 0 ? "gain" : value < 0 ? "loss" : "same"}">${difference(value)}</span>`;
}

const SPARK_WIDTH = 420;
const SPARK_HEIGHT = 48;
const SPARK_DAYS = 90;

/** The newest 90 days, between the smallest and the largest count, so that small changes show. */
function drawSparkline(counts: readonly number[]): Markup | null {
  const days = counts.slice(-SPARK_DAYS);
  const [low, high] = [Math.min(...days), Math.max(...days)];
  if (days.length < 2 || high === 0) return null;
  const points = days.map((value, index) => {
    const x = (index / (days.length - 1)) * (SPARK_WIDTH - 8) + 2;
    const y = 6 + (1 - (high === low ? 0.5 : (value - low) / (high - low))) * (SPARK_HEIGHT - 12);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  const [endX = "0", endY = "0"] = (points.at(-1) ?? "").split(",");
  return markup`<svg class="spark" viewBox="0 0 ${SPARK_WIDTH} ${SPARK_HEIGHT}" role="img" aria-label="Between ${figure(low)} and ${figure(high)} in the last ${days.length} days"><polyline points="${points.join(" ")}"/><circle cx="${endX}" cy="${endY}" r="3.5"/></svg>`;
}

function drawRoute(route: AudienceRoute, timeZone: string): Markup {
  const { destination, list, lastDeliveredAt, funnel, isPaused } = route;
  const last =
    lastDeliveredAt === null ? "nothing delivered yet" : `last delivered ${shortDate(lastDeliveredAt, timeZone)}`;
  return markup`<div class="route"><p class="to"><b>${destination}</b> ${list}<span>${isPaused ? "held back · " : null}${last}</span></p>
${funnel === null ? markup`<p class="nowhere">There is no build to count from.</p>` : [drawFunnel(funnel, destination), drawReasons(reasonsOf(funnel, route))]}</div>`;
}

function funnelSteps(
  funnel: AudienceFunnel,
  destination: string,
): readonly { readonly name: string; readonly count: number }[] {
  return [
    { name: "in the audience", count: funnel.named },
    { name: "may be contacted", count: funnel.sendable },
    { name: "have an address", count: funnel.addressed },
    { name: `known to ${destination}`, count: funnel.matched },
    { name: "on the list", count: funnel.onList },
  ];
}

function drawFunnel(funnel: AudienceFunnel, destination: string): Markup {
  const whole = Math.max(1, funnel.named);
  const steps = funnelSteps(funnel, destination);
  return markup`<ol class="funnel">${steps.map(({ name, count }, index) => {
    const lost = (steps[index - 1]?.count ?? count) - count;
    return markup`<li style="--share:${((count / whole) * 100).toFixed(2)}%"><span>${name}</span><i></i><b>${figure(count)}</b><em>${lost === 0 ? null : `−${figure(lost)}`}</em></li>`;
  })}</ol>`;
}

/** Said by the funnel, so that the newest plan need not say it, too. */
const NO_ADDRESS = "no_address";

interface Reason {
  readonly reason: string;
  readonly count: number;
  readonly isWaiting: boolean;
}

/**
 * What is known of the build itself, and what the newest plan did not get through, while its rows are there; the most frequent
 * first.
 */
export function reasonsOf(
  { suppressed, noConsent, heldOut, sendable, addressed }: AudienceFunnel,
  { notSent }: Pick<AudienceRoute, "notSent">,
): readonly Reason[] {
  const before = [
    { reason: "suppressed", count: suppressed, isWaiting: false },
    { reason: "no_consent", count: noConsent, isWaiting: false },
    { reason: "held_out", count: heldOut, isWaiting: false },
    { reason: NO_ADDRESS, count: sendable - addressed, isWaiting: false },
  ];
  const after = notSent.flatMap(({ reason, count, is }) =>
    reason === NO_ADDRESS ? [] : [{ reason, count, isWaiting: is === "waiting" }],
  );
  return [...before, ...after].filter(({ count }) => count > 0).toSorted((a, b) => b.count - a.count);
}

function drawReasons(reasons: readonly Reason[]): Markup | null {
  if (reasons.length === 0) return null;
  return markup`<ul class="reasons">${reasons.map(({ reason, count, isWaiting }) => markup`<li><b>${figure(count)}</b> ${isWaiting ? "waiting: " : "not sent because "}${reasonWords(reason)}</li>`)}</ul>`;
}
