/** `2026-11-22T09:00:00.000000Z` → `2026-11-22 09:00`, UTC; seconds only where they are not 0. */
export function shortInstant(instant: string): string {
  const found = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):(\d\d)/u.exec(instant);
  if (found === null) return instant;
  const [, date, minutes, seconds] = found;
  return seconds === "00" ? `${date} ${minutes}` : `${date} ${minutes}:${seconds}`;
}
