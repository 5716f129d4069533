/** The characters pictures are drawn with: Unicode, or plain ASCII where a terminal cannot show more. */

export interface Glyphs {
  /** A full cell of a bar. */
  readonly block: string;
  /** Parts of a cell from one eighth to seven eighths; empty when there are none and bars round to whole cells. */
  readonly eighths: readonly string[];
  /** Parts of a cell from one eighth to seven eighths, rising from its foot; empty when there are none. */
  readonly rises: readonly string[];
  readonly rule: string;
  readonly arrow: string;
  readonly dot: string;
  readonly ellipsis: string;
  readonly up: string;
  readonly down: string;
  readonly check: string;
  readonly cross: string;
}

export const UNICODE: Glyphs = {
  block: "█",
  eighths: ["▏", "▎", "▍", "▌", "▋", "▊", "▉"],
  rises: ["▁", "▂", "▃", "▄", "▅", "▆", "▇"],
  rule: "─",
  arrow: "→",
  dot: "·",
  ellipsis: "…",
  up: "▲",
  down: "▼",
  check: "✓",
  cross: "✗",
};

export const ASCII: Glyphs = {
  block: "#",
  eighths: [],
  rises: [],
  rule: "-",
  arrow: "->",
  dot: ".",
  ellipsis: "...",
  up: "+",
  down: "-",
  check: "ok",
  cross: "x",
};

/** What a picture is drawn on. `columns` counts terminal cells. */
export interface Canvas {
  readonly columns: number;
  readonly glyphs: Glyphs;
  /** IANA name in which instants are shown; default UTC. */
  readonly timeZone?: string;
}

export function inZone(canvas: Canvas, { timeZone }: { readonly timeZone: string }): Canvas {
  return { ...canvas, timeZone };
}

/** Pictures are never wider, so that they look the same in a log, a mail and a terminal. */
export const CANVAS_COLUMNS_MAX = 80;
