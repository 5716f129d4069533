/** What the terminal can show. */
import { ASCII, CANVAS_COLUMNS_MAX, UNICODE, type Canvas } from "./picture/glyphs.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Terminal {
  readonly canvas: Canvas;
  /** Colour on standard error; never on standard output, which is data. */
  readonly hasColour: boolean;
  /** Standard error is a terminal on which a line can be drawn over. */
  readonly isLive: boolean;
}

export interface Streams {
  readonly isOutTerminal: boolean;
  readonly isErrTerminal: boolean;
  readonly columns: number | undefined;
}

export function readTerminal(environment: Environment, streams: Streams, isAsciiAsked: boolean): Terminal {
  const isDumb = environment["TERM"] === "dumb";
  const isUnicode = !isAsciiAsked && !isDumb && speaksUnicode(environment);
  const columns = Math.min(Math.max(streams.columns ?? CANVAS_COLUMNS_MAX, 40), CANVAS_COLUMNS_MAX);
  return {
    canvas: { columns, glyphs: isUnicode ? UNICODE : ASCII },
    hasColour: streams.isErrTerminal && !isDumb && (environment["NO_COLOR"] ?? "") === "",
    isLive: streams.isErrTerminal && !isDumb && (environment["CI"] ?? "") === "",
  };
}

/** By the first locale variable that is set; none set means the C locale, except where there are no locales. */
function speaksUnicode(environment: Environment): boolean {
  const locale = [environment["LC_ALL"], environment["LC_CTYPE"], environment["LANG"]].find(
    (value) => value !== undefined && value !== "",
  );
  if (locale !== undefined) return /utf-?8/iu.test(locale);
  return environment["OS"] === "Windows_NT" || environment["TERM_PROGRAM"] === "Apple_Terminal";
}
