/** Which rows of a batch an injected fault strikes. */
import type { Situation } from "./route.ts";

/** Not done, done in silence, or refused. */
export type StruckRow = "skip" | "hush" | "refuse" | undefined;

/** One dropped (done or not), or about a third refused. */
export function rowFaults({ rowFault, random }: Situation, count: number): (at: number) => StruckRow {
  if (rowFault === "drop-row") {
    const struck = Math.floor(random.fraction() * count);
    const how = random.fraction() < 0.5 ? "skip" : "hush";
    return (at) => (at === struck ? how : undefined);
  }
  if (rowFault === "partial") {
    const struck = new Set(Array.from({ length: count }, (_, at) => at).filter(() => random.fraction() < 1 / 3));
    return (at) => (struck.has(at) ? "refuse" : undefined);
  }
  return () => undefined;
}
