/** An error as people read it: what, where, what to do. Never a stack trace unless it is asked for. */
import { InvariantError, TierlineError } from "../domain/errors.ts";
import { errorReport, plainError, type ErrorReport, type ProblemReport } from "../engine/error-report.ts";
import { BUG_REMEDY, denied } from "../engine/exit-code.ts";
import type { Canvas } from "./picture/glyphs.ts";
import { widthOf } from "./picture/width.ts";
import { wrap, wrapAdvice } from "./picture/wrap.ts";

export function describeError(thrown: unknown): ErrorReport {
  const error = denied(thrown) ?? thrown;
  if (error instanceof TierlineError) {
    const report = errorReport(error);
    return error instanceof InvariantError && report.remedy === null ? { ...report, remedy: BUG_REMEDY } : report;
  }
  // A foreign error's message may hold anything; its class and system code are safe to show.
  const systemCode = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
  const kind = error instanceof Error ? error.name : typeof error;
  const what = systemCode === null ? kind : `${kind} ${systemCode}`;
  return plainError("unexpected", `Something unexpected happened (${what}).`, BUG_REMEDY);
}

/** Lines for people; `notes` stand between what happened and what to do. */
export function drawError(error: ErrorReport, canvas: Canvas, notes: readonly string[] = []): readonly string[] {
  const lines = [...wrap(`error: ${error.message}`, canvas)];
  if (error.location !== null) lines.push("", ...drawLocation(error.location, canvas));
  for (const problem of error.problems) lines.push("", ...drawProblem(problem, canvas));
  if (notes.length > 0) lines.push("", ...notes);
  if (error.remedy !== null) lines.push("", ...wrapAdvice(error.remedy, canvas, "  "));
  return lines;
}

function drawProblem(problem: ProblemReport, canvas: Canvas): readonly string[] {
  const where = problem.location === null ? [] : drawLocation(problem.location, canvas);
  const remedy = problem.remedy === null ? [] : wrapAdvice(problem.remedy, canvas, "  ");
  return [...where, ...wrapAdvice(problem.message, canvas, "  "), ...remedy];
}

function drawLocation(location: NonNullable<ProblemReport["location"]>, canvas: Canvas): readonly string[] {
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
