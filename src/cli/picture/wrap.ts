/** Sentences broken between words; control characters in them are drawn as escapes. */
import { visibleText } from "../../domain/visible-text.ts";
import type { Canvas } from "./glyphs.ts";
import { widthOf } from "./width.ts";

/** Lines that begin with `indent` and fit the canvas, unless one word alone does not. */
export function wrap(text: string, canvas: Canvas, indent = ""): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/u).map(visibleText)) {
    const longer = line === "" ? indent + word : `${line} ${word}`;
    if (line !== "" && widthOf(longer) > canvas.columns) {
      lines.push(line);
      line = indent + word;
    } else line = longer;
  }
  return line === "" ? lines : [...lines, line];
}
