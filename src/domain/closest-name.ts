/** "Did you mean": the name most like a mistyped one. */
import { distance } from "fastest-levenshtein";

/**
 * The candidate that takes the fewest edits (case does not count), if that is at most 2, or a third of the name's length
 * when that is more. Of equals the first.
 */
export function closestName(name: string, candidates: readonly string[]): string | undefined {
  const editsMax = Math.max(2, Math.floor(name.length / 3));
  let best: { readonly candidate: string; readonly edits: number } | undefined;
  for (const candidate of candidates) {
    const edits = distance(name.toLowerCase(), candidate.toLowerCase());
    if (edits <= editsMax && edits < candidate.length && (best === undefined || edits < best.edits))
      best = { candidate, edits };
  }
  return best?.candidate;
}
