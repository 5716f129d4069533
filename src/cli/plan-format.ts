/** In which form a plan is printed. */
import { ConfigError } from "../domain/errors.ts";
import type { CommandInput, CommandOption } from "./command.ts";

export type PlanFormat = "text" | "markdown" | "csv";

const FORMATS: readonly PlanFormat[] = ["text", "markdown", "csv"];

export const FORMAT_OPTION: CommandOption = {
  flags: "--format <format>",
  description: "how to print it: markdown for a pull request, csv with every row (default: text)",
  choices: FORMATS,
};

/** `ConfigError` `usage` for one beside `--json`. */
export function formatOf(input: CommandInput): PlanFormat {
  const asked = FORMATS.find((format) => format === input.text("format"));
  if (asked !== undefined && input.has("json"))
    throw new ConfigError("usage", "--format and --json exclude each other.", { remedy: "Give one of the two." });
  return asked ?? "text";
}
