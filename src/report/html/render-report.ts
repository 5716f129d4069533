/** The report as one HTML page: no script, nothing fetched, no address and no member's key in it. */
import { counted, difference, figure, longInstant, shortDate } from "../figures.ts";
import type { Report } from "../report.ts";
import { audienceSection } from "./audience-section.ts";
import { deliverySection } from "./delivery-section.ts";
import { Markup, markup } from "./markup.ts";
import { pageStyle } from "./page-style.ts";
import { sumMovements, tierSections } from "./tier-section.ts";

/** `default-src 'none'`: a browser refuses whatever a page of ours should ever ask for. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** Ends in a line feed. The same report is always the same text. */
export function renderReport(report: Report): string {
  const { title, tiers, audiences, timeZone, asOf } = report;
  const when = asOf === null ? "No build to tell from" : `As of ${longInstant(asOf, timeZone)}`;
  const page = markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">
<title>${title}: loyalty report${asOf === null ? null : `, ${shortDate(asOf, timeZone)}`}</title>
<style>${new Markup(pageStyle(tiers?.levels.length ?? 0))}</style></head>
<body><header><p class="kind">Loyalty report</p><h1>${title}</h1><p class="when">${when}</p>
${headline(report)}</header>
<main>${tiers === undefined ? null : tierSections(tiers, timeZone)}
${audiences.length === 0 ? null : audienceSection(audiences, tiers, timeZone)}
${deliverySection(report)}</main>
${footer(report)}</body></html>
`;
  return page.text;
}

function headline({ tiers, delivered }: Report): Markup {
  const lists = delivered.filter(({ list }) => list !== null);
  const added = lists.reduce((sum, one) => sum + one.added, 0);
  const removed = lists.reduce((sum, one) => sum + one.removed, 0);
  const figures: (readonly [string, string])[] = [];
  if (tiers !== undefined) {
    const sums = sumMovements(tiers);
    const last = tiers.days.counts.reduce((sum, level) => sum + (level.at(-1) ?? 0), 0);
    figures.push(["members with a tier", figure(last)]);
    figures.push([`in ${counted(tiers.movedDays, "day")}`, difference(sums.joined - sums.left)]);
    figures.push(["moved up", figure(sums.up)], ["moved down", figure(sums.down)]);
  }
  figures.push(["added to lists", figure(added)], ["removed from lists", figure(removed)]);
  return markup`<dl class="headline">${figures.map(([name, value]) => markup`<div><dd>${value}</dd><dt>${name}</dt></div>`)}</dl>`;
}

function footer({ madeAt, timeZone, target }: Report): Markup {
  return markup`<footer><p>Made ${longInstant(madeAt, timeZone)} by Tierline from the data of “${target}”. Days end at midnight UTC. A member with an error in the data has no tier and is counted in none.</p>
<p>This page holds no address and no customer number. It needs no connection and asks for nothing.</p></footer>`;
}
