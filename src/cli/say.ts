/** The last gate before a terminal: whatever a name, an id or a vendor's message holds, no line gives it orders. */
import { visibleText } from "../domain/visible-text.ts";

export function say(write: (line: string) => void, lines: readonly string[]): void {
  for (const line of lines) write(line.split("\t").map(visibleText).join("\t"));
}
