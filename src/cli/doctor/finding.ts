/** The four kinds of finding. */
import type { Problem, SourceLocation, TierlineError } from "../../domain/errors.ts";
import { EXIT, exitCodeOf } from "../../engine/exit-code.ts";
import type { Finding } from "./check.ts";

export function fine(said: string): Finding {
  return { mark: "ok", said, remedy: null, code: null, exitCode: EXIT.done };
}

/** Nothing to look at, or no way to look. */
export function passed(said: string, remedy: string | null = null): Finding {
  return { mark: "skip", said, remedy, code: null, exitCode: EXIT.done };
}

/** It works, but somebody should know. */
export function warning(code: string, said: string, remedy: string): Finding {
  return { mark: "warn", said, remedy, code, exitCode: EXIT.done };
}

/** It stops a command, which would end with this exit code. */
export function failure(code: string, exitCode: number, said: string, remedy: string): Finding {
  return { mark: "fail", said, remedy, code, exitCode };
}

/** It stops who only looks: a plan or a run mends it as it starts. */
const MENDED_BY_A_RUN: ReadonlySet<string> = new Set(["state_older"]);

/** The same of an error: one finding for each problem found at once. */
export function failures(error: TierlineError): readonly Finding[] {
  if (MENDED_BY_A_RUN.has(error.code)) return [warning(error.code, error.message, error.remedy ?? "tierline plan")];
  const exitCode = exitCodeOf(error);
  const problems: readonly (Problem | TierlineError)[] = error.causes.length < 2 ? [error] : error.causes;
  return problems.map(({ code, message, remedy, location }) => ({
    mark: "fail",
    said: `${place(location)}${message}`,
    remedy: remedy ?? null,
    code,
    exitCode,
  }));
}

function place(location: SourceLocation | undefined): string {
  if (location === undefined) return "";
  const { file, line, column } = location;
  return `${[file, line, column].filter((part) => part !== undefined).join(":")}: `;
}
