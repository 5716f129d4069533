/** Sentences broken between words. */
import type { Canvas } from "./glyphs.ts";
import { widthOf } from "./width.ts";

/** Lines that begin with `indent` and fit the canvas, unless one word alone does not. */
export function wrap(text: string, canvas: Canvas, indent = ""): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/u)) {
    const longer = line === "" ? indent + word : `${line} ${word}`;
    if (line !== "" && widthOf(longer) > canvas.columns) {
      lines.push(line);
      line = indent + word;
    } else line = longer;
  }
  return line === "" ? lines : [...lines, line];
}
