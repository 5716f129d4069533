/** `--allow <guard> --reason "…"`: an operator's permission, recorded with who gave it. */
import { ConfigError } from "../domain/errors.ts";
import { ALLOWABLE_GUARDS, type Allowance } from "../domain/guard.ts";
import { accountName } from "../platform/account-name.ts";
import type { CommandInput, CommandOption } from "./command.ts";
import type { Environment } from "./terminal.ts";

export const ALLOWANCE_OPTIONS: readonly CommandOption[] = [
  {
    flags: "--allow <guard>",
    description: "let this guard pass, this once; may be given several times, and needs --reason",
    isRepeatable: true,
    choices: ALLOWABLE_GUARDS,
  },
  { flags: "--reason <text>", description: "why it may pass; recorded with who said so" },
];

export const REASON_MAX = 500;

/** Null when nothing is allowed. `ConfigError`: an allowance without a reason, or a reason without an allowance. */
export function readAllowance(input: CommandInput, environment: Environment): Allowance | null {
  const names = input.texts("allow");
  const guards = ALLOWABLE_GUARDS.filter((guard) => names.includes(guard));
  const reason = (input.text("reason") ?? "").trim();
  if (guards.length === 0 && reason === "") return null;
  if (guards.length === 0)
    throw new ConfigError("usage", "--reason is given, but nothing is allowed.", {
      remedy: "Add --allow <guard>, or leave --reason out.",
    });
  if (reason === "")
    throw new ConfigError("usage", `--allow ${guards.join(", ")} needs a reason: it is recorded with the run.`, {
      remedy: 'Add --reason "why this is right".',
    });
  if (reason.length > REASON_MAX)
    throw new ConfigError("usage", `--reason is longer than ${REASON_MAX} characters.`, { remedy: "Shorten it." });
  return { guards, reason, by: whoIs(environment) };
}

/** The environment first, since a scheduler can say there for whom it acts; then the account of the process. */
export function whoIs(environment: Environment, account: () => string | undefined = accountName): string {
  const name = [environment["TIERLINE_USER"], environment["USER"], environment["LOGNAME"]].find(
    (value) => value !== undefined && value !== "",
  );
  return name ?? account() ?? "unknown";
}
