/** How many terminal cells a text takes. */

const SEGMENTER = new Intl.Segmenter("en", { granularity: "grapheme" });

/** East Asian scripts and forms that terminals draw two cells wide (Unicode TR11, classes W and F, abridged to blocks). */
const WIDE =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;
const EMOJI = /^(?:\p{Emoji_Presentation}|\p{Regional_Indicator}{2}|.\ufe0f)/u;
const HALF_WIDTH_KATAKANA = /^[\uff61-\uff9f]/u;
const INVISIBLE = /^[\p{Control}\p{Mark}\p{Format}]+$/u;

/** Cells of one line without control sequences. */
export function widthOf(text: string): number {
  let cells = 0;
  for (const { segment } of SEGMENTER.segment(text)) cells += cellsOf(segment);
  return cells;
}

/** The text cut to at most `cells`, the cut marked; never cuts through a grapheme. */
export function truncate(text: string, cells: number, ellipsis: string): string {
  if (widthOf(text) <= cells) return text;
  const room = cells - widthOf(ellipsis);
  if (room <= 0) return ellipsis.slice(0, Math.max(cells, 0));
  let kept = "";
  let used = 0;
  for (const { segment } of SEGMENTER.segment(text)) {
    const next = cellsOf(segment);
    if (used + next > room) break;
    kept += segment;
    used += next;
  }
  return kept.trimEnd() + ellipsis;
}

export function padEnd(text: string, cells: number): string {
  return text + " ".repeat(Math.max(cells - widthOf(text), 0));
}

export function padStart(text: string, cells: number): string {
  return " ".repeat(Math.max(cells - widthOf(text), 0)) + text;
}

function cellsOf(grapheme: string): number {
  if (INVISIBLE.test(grapheme)) return 0;
  if (HALF_WIDTH_KATAKANA.test(grapheme)) return 1;
  return WIDE.test(grapheme) || EMOJI.test(grapheme) ? 2 : 1;
}
