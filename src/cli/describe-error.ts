/** An error as people and scripts read it: what, where, what to do. Never a stack trace unless it is asked for. */
import { InvariantError, TierlineError, type SourceLocation } from "../domain/errors.ts";
import type { Canvas } from "./picture/glyphs.ts";
import { widthOf } from "./picture/width.ts";

export interface DescribedError {
  /** Stable, snake_case. */
  readonly code: string;
  readonly message: string;
  readonly remedy: string | null;
  readonly location: {
    readonly file: string;
    readonly line: number | null;
    readonly column: number | null;
    readonly text: string | null;
  } | null;
}

const BUG_REMEDY =
  "This is a bug in Tierline: nothing more was sent. Run again with TIERLINE_DEBUG=1 and report what it prints.";

export function describeError(error: unknown): DescribedError {
  if (error instanceof TierlineError)
    return {
      code: error.code,
      message: error.message,
      remedy: error.remedy ?? (error instanceof InvariantError ? BUG_REMEDY : null),
      location: error.location === undefined ? null : describeLocation(error.location),
    };
  // A foreign error's message may hold anything; its class and system code are safe to show.
  const systemCode = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
  const kind = error instanceof Error ? error.name : typeof error;
  return {
    code: "unexpected",
    message: `Something unexpected happened (${systemCode === null ? kind : `${kind} ${systemCode}`}).`,
    remedy: BUG_REMEDY,
    location: null,
  };
}

function describeLocation(location: SourceLocation): DescribedError["location"] {
  return {
    file: location.file,
    line: location.line ?? null,
    column: location.column ?? null,
    text: location.text ?? null,
  };
}

/** Lines for people. */
export function drawError(error: DescribedError, canvas: Canvas): readonly string[] {
  const lines = [`error: ${error.message}`];
  if (error.location !== null) lines.push("", ...drawLocation(error.location, canvas));
  if (error.remedy !== null) lines.push("", ...error.remedy.split("\n").map((line) => `  ${line}`));
  return lines;
}

function drawLocation(location: NonNullable<DescribedError["location"]>, canvas: Canvas): readonly string[] {
  const { file, line, column, text } = location;
  const lines = [`  ${[file, line, column].filter((part) => part !== null).join(":")}`];
  if (text === null || line === null) return lines;
  const gutter = `  ${line} | `;
  lines.push(`${gutter}${text}`);
  if (column !== null) {
    const before = text.slice(0, column - 1).replaceAll(/[^\t]/gu, (letter) => " ".repeat(widthOf(letter)));
    lines.push(`${" ".repeat(gutter.length - 2)}| ${before}${canvas.glyphs.eighths.length > 0 ? "▲" : "^"}`);
  }
  return lines;
}
