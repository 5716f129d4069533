/** Epoch milliseconds as ISO 8601 UTC: `2026-11-22T09:00:00.000Z`. A pure function; it asks no clock. */
export function isoInstant(ms: number): string {
  return new Date(ms).toISOString();
}
