/** A week in a few lines, for a channel or a mail: plain text that Slack-compatible senders show as it is. */
import { reasonsOf } from "./html/audience-section.ts";
import { counted, difference, figure, shortDate } from "./figures.ts";
import { DAY_MS } from "./read-tier-history.ts";
import { reasonWords } from "./reason-words.ts";
import type { Report } from "./report.ts";

const DAYS = 7;
const REASONS_MAX = 5;

export interface Digest {
  /** One line, as a mail's subject. */
  readonly subject: string;
  /** Lines without markup; no address and no member's key. */
  readonly text: string;
}

export function makeDigest(report: Report): Digest {
  const { title, asOf, timeZone } = report;
  const when = asOf === null ? "nothing built yet" : `the week to ${shortDate(asOf, timeZone)}`;
  const lines = [...sizeLines(report), deliveredLine(report), ...reasonLines(report)];
  return { subject: oneLine(`${title}: ${when}`), text: `${lines.map(oneLine).join("\n")}\n` };
}

function sizeLines({ audiences }: Report): readonly string[] {
  return audiences.flatMap(({ name, size, earlier }) => {
    if (size === null) return [];
    const before = earlier.find(({ daysAgo }) => daysAgo === DAYS)?.size ?? null;
    return [`${name}: ${figure(size)}${before === null ? "" : ` (${difference(size - before)} in ${DAYS} days)`}`];
  });
}

function deliveredLine({ delivered, asOf }: Report): string {
  const since = asOf === null ? 0 : Math.floor(Date.parse(asOf) / DAY_MS) - DAYS;
  const days = delivered.flatMap(({ list, days: all }) => (list === null ? [] : all.filter(({ day }) => day > since)));
  const sum = (of: "added" | "removed"): string => figure(days.reduce((total, day) => total + day[of], 0));
  return `Lists in ${DAYS} days: ${sum("added")} added, ${sum("removed")} removed.`;
}

function reasonLines({ audiences }: Report): readonly string[] {
  const sums = new Map<string, { count: number; isWaiting: boolean }>();
  for (const { routes } of audiences)
    for (const route of routes)
      for (const { reason, count, isWaiting } of route.funnel === null ? [] : reasonsOf(route.funnel, route)) {
        const before = sums.get(reason);
        sums.set(reason, { count: (before?.count ?? 0) + count, isWaiting });
      }
  return [...sums]
    .toSorted(([, a], [, b]) => b.count - a.count)
    .slice(0, REASONS_MAX)
    .map(([reason, { count, isWaiting }]) =>
      isWaiting
        ? `Waiting: ${counted(count, "member")}, ${reasonWords(reason)}.`
        : `Not sent: ${counted(count, "member")}, because ${reasonWords(reason)}.`,
    );
}

/** A name must not begin a line of its own, nor mention anybody in a channel. */
function oneLine(text: string): string {
  return text.replaceAll(/\p{Control}+/gu, " ").replaceAll(/[<>@]/gu, "");
}
