/** Sentences broken between words; control characters in them are drawn as escapes. */
import { visibleText } from "../../domain/visible-text.ts";
import type { Canvas } from "./glyphs.ts";
import { widthOf } from "./width.ts";

/** Lines that begin with `indent` and fit the canvas, unless one word alone does not. */
export function wrap(text: string, canvas: Canvas, indent = ""): readonly string[] {
  return wrapWords(text.split(/\s+/u), canvas, indent);
}

const STARTED = String.raw`(?:npx tierline|node \S*tierline\S*|tierline)`;
const QUOTED = String.raw`"[^"]*"|'[^']*'`;
const FLAG = String.raw`--[\w-]+(?: (?:${QUOTED}|[\w./@+-]+))?`;
/** A command line with flags, and what stands between back ticks: to be pasted as it is. */
const UNBROKEN = new RegExp(
  String.raw`${STARTED}(?: (?:${QUOTED}|(?!--)[^\s.;:,"']+))*?(?: ${FLAG})+[^\s\w]*|[^\s${"`"}]*${"`"}[^${"`"}]*${"`"}\S*|\S+`,
  "gu",
);

/** The same for what says what to do, one line for each of its own: a command line in it is never broken. */
export function wrapAdvice(text: string, canvas: Canvas, indent = ""): readonly string[] {
  return text.split("\n").flatMap((line) => wrapWords(line.match(UNBROKEN) ?? [], canvas, indent));
}

function wrapWords(words: readonly string[], canvas: Canvas, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of words.map(visibleText)) {
    const longer = line === "" ? indent + word : `${line} ${word}`;
    if (line !== "" && widthOf(longer) > canvas.columns) {
      lines.push(line);
      line = indent + word;
    } else line = longer;
  }
  return line === "" ? lines : [...lines, line];
}
