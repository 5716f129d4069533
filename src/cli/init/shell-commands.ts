/** Command lines that can be pasted into the shell the user sits at. */
import type { Environment } from "../terminal.ts";

export type Shell = "posix" | "fish" | "powershell";

export function shellOf(environment: Environment, platform: string): Shell {
  if (platform === "win32" && environment["SHELL"] === undefined) return "powershell";
  return /(?:^|\/)fish$/u.test(environment["SHELL"] ?? "") ? "fish" : "posix";
}

/** Sets a variable for this shell and what it starts. */
export function exportLine(shell: Shell, name: string, value: string): string {
  if (shell === "powershell") return `$env:${name} = ${quote(shell, value)}`;
  return shell === "fish" ? `set -x ${name} ${quote(shell, value)}` : `export ${name}=${quote(shell, value)}`;
}

/** The value as one word: bare where that is safe. */
export function quote(shell: Shell, value: string): string {
  if (/^[\w./:@%+,-]+$/u.test(value)) return value;
  if (shell === "powershell") return `'${value.replaceAll("'", "''")}'`;
  if (shell === "fish") return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  return `'${value.replaceAll("'", `'\\''`)}'`;
}
