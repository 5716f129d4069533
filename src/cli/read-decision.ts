/** `--reason "…"`: why somebody decided, recorded with who. */
import type { Decision } from "../domain/decision.ts";
import { ConfigError } from "../domain/errors.ts";
import type { CommandInput, CommandOption } from "./command.ts";
import { REASON_MAX, whoIs } from "./read-allowance.ts";
import type { Environment } from "./terminal.ts";

export const REASON_OPTION: CommandOption = { flags: "--reason <text>", description: "why; recorded with who decided" };

/** `needed`: `ConfigError` `usage` without one; else the reason is null then. */
export function readDecision(
  input: CommandInput,
  environment: Environment,
  reason: "needed" | "optional",
): Decision & { readonly reason: string | null } {
  const text = (input.text("reason") ?? "").trim();
  if (text === "" && reason === "needed")
    throw new ConfigError("usage", "A reason is needed: it is recorded with who decided.", {
      remedy: 'Add --reason "why this is right".',
    });
  if (text.length > REASON_MAX)
    throw new ConfigError("usage", `--reason is longer than ${REASON_MAX} characters.`, { remedy: "Shorten it." });
  return { reason: text === "" ? null : text, by: whoIs(environment) };
}
