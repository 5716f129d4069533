/** The known word that somebody most likely meant. */
import { closestName } from "../domain/closest-name.ts";

/** `Did you mean "x"?`, or undefined when nothing is near: more than a third of the letters, at least two, would differ. */
function didYouMean(word: string, known: readonly string[]): string | undefined {
  const nearest = closestName(word, known);
  return nearest === undefined ? undefined : `Did you mean "${nearest}"?`;
}

/** The suggestion, and the known words when they are few. */
export function knownWords(word: string, known: readonly string[]): string {
  const listed = known.length > 0 && known.length <= 15 ? `Known: ${known.join(", ")}.` : undefined;
  return [didYouMean(word, known), listed].filter((part) => part !== undefined).join(" ");
}
