/** One command of the command line. What it needs is imported when it runs, so that `--help` stays quick. */
import type { CommandResult } from "./command-result.ts";
import type { World } from "./world.ts";

/** What was given on the command line. Names of options are in camel case: `exitCode` for `--exit-code`. */
export interface CommandInput {
  readonly values: readonly string[];
  has(option: string): boolean;
  /** The last value given, or undefined. */
  text(option: string): string | undefined;
  /** Every value of an option that may be given several times. */
  texts(option: string): readonly string[];
}

export interface CommandOption {
  /** As commander reads it: `--port <number>`. */
  readonly flags: string;
  readonly description: string;
  /** May be given several times; the values are collected. */
  readonly isRepeatable?: boolean;
  readonly choices?: readonly string[];
}

export interface CommandArgument {
  /** `<customer>`, `[plan]` or `<path...>`. */
  readonly name: string;
  readonly description: string;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** A paragraph or two: what it does, what it does not. */
  readonly description: string;
  readonly arguments: readonly CommandArgument[];
  readonly options: readonly CommandOption[];
  /** Command lines that work, with what they are for. */
  readonly examples: readonly { readonly line: string; readonly purpose: string }[];
  /** Shown below the command they belong to: `plan show`. */
  readonly subcommands?: readonly Command[];
  run(world: World, input: CommandInput): Promise<CommandResult>;
}
