/** Arguments to a command that can be run, a help text, or what is wrong with them. Nothing is run here. */
import { Command as Parser, CommanderError, Option } from "commander";
import type { CommandResult } from "./command-result.ts";
import type { Command, CommandInput } from "./command.ts";
import { commands } from "./commands.ts";
import { maskId } from "./mask-address.ts";
import { asStarted } from "./started-as.ts";
import { version } from "./version.ts";
import type { World } from "./world.ts";

export type ParsedCommandLine =
  | { readonly is: "help"; readonly text: string }
  | { readonly is: "wrong"; readonly command: string; readonly message: string; readonly remedy: string }
  | {
      readonly is: "run";
      readonly command: string;
      readonly input: CommandInput;
      readonly run: (world: World) => Promise<CommandResult>;
    };

const HELP_COLUMNS = 80;

/** What a stranger needs to read the list of commands. */
const OVERVIEW = `
Words: a sync is a file in syncs/ that says what goes to which account; a place
is one list there, or the properties of its contacts; a plan is what would
change.

Exit codes: 0 done, 1 error, 2 changes (plan --exit-code), 3 configuration, 4 a
guard refused, 5 some rows were not accepted, 6 held by another process,
7 the destination did not accept the token, 130 interrupted.

Every command explains itself and shows its options: tierline run --help`;

/** `name`: how the user starts Tierline; help and remedies say it so. */
export async function parseCommandLine(commandLine: readonly string[], name: string): Promise<ParsedCommandLine> {
  let text = "";
  let complaint = "";
  let found: ParsedCommandLine | undefined;

  const configure = (parser: Parser): Parser =>
    parser
      .exitOverride()
      .showSuggestionAfterError()
      .configureHelp({ showGlobalOptions: false })
      .configureOutput({
        writeOut: (piece) => void (text += piece),
        writeErr: (piece) => void (complaint += piece),
        getOutHelpWidth: () => HELP_COLUMNS,
        getErrHelpWidth: () => HELP_COLUMNS,
      });

  const add = (parent: Parser, command: Command, path: string): void => {
    const parser = configure(new Parser(command.name));
    parser.summary(command.summary).description(asStarted(command.description, name));
    for (const argument of command.arguments) parser.argument(argument.name, asStarted(argument.description, name));
    addOptions(parser, command);
    parser.helpCommand(false).addHelpText("after", examplesOf(command, name));
    parser.action(() => {
      const input = readInput(parser.optsWithGlobals(), parser.args);
      found = { is: "run", command: path, input, run: (world) => command.run(world, input) };
    });
    parent.addCommand(parser);
    for (const subcommand of command.subcommands ?? []) add(parser, subcommand, `${path} ${subcommand.name}`);
  };

  const program = configure(new Parser(name))
    .description("Loyalty tiers as SQL models in your warehouse, sent to your marketing tools exactly as planned.")
    .usage("<command> [options]")
    .version(version(), "-V, --version", "print the version")
    .helpCommand(false)
    .addHelpText("after", asStarted(OVERVIEW, name));
  for (const command of commands) add(program, command, command.name);
  addSharedOptions(program, true);

  const reached = commandNamed(commandLine) ?? "tierline";
  const words = commandLine.length === 0 ? ["--help"] : [...commandLine];
  try {
    await program.parseAsync(words, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { is: "help", text };
    return { is: "wrong", command: reached, ...explain(complaint, error, reached) };
  }
  return found ?? { is: "wrong", command: reached, message: "No command is named.", remedy: "See: tierline --help" };
}

function readInput(options: Readonly<Record<string, unknown>>, values: readonly string[]): CommandInput {
  return {
    values,
    has: (option) => options[option] === true,
    text: (option) => {
      const value = options[option];
      return typeof value === "string" ? value : undefined;
    },
    texts: (option) => {
      const value = options[option];
      return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
    },
  };
}

function addOptions(parser: Parser, command: Command): void {
  for (const spec of command.options) {
    const option = new Option(spec.flags, spec.description);
    if (spec.choices !== undefined) option.choices([...spec.choices]);
    if (spec.isRepeatable === true) {
      const accept = spec.choices;
      option.default([], "none").argParser((value: string, before: readonly string[]) => {
        if (accept !== undefined && !accept.includes(value))
          throw new CommanderError(
            1,
            "choice",
            `${option.long ?? spec.flags} takes ${accept.join(", ")}, not ${value}.`,
          );
        return [...before, value];
      });
    }
    parser.addOption(option);
  }
  addSharedOptions(parser);
}

/** Also taken before the command's name; shown only with the commands. */
function addSharedOptions(parser: Parser, isHidden = false): void {
  const options = [
    new Option("--project <dir>", "the project's folder (default: this folder or the nearest one above it)"),
    new Option("--target <name>", "which target of profiles.yml to work on (default: the one named there)"),
    new Option("--json", "one JSON document on standard output, whatever happens"),
    new Option("--ascii", "draw with plain ASCII characters only"),
    new Option("--no-input", "never wait for an answer, as under a scheduler"),
  ];
  if (!isHidden) parser.optionsGroup("Everywhere:");
  for (const option of options) parser.addOption(option.hideHelp(isHidden));
  parser.helpOption("-h, --help", "explain this command");
}

/** What a line is for stands beside it, or above it where there is no room: a command line is never broken. */
function examplesOf(command: Command, name: string): string {
  const examples = command.examples.map(({ line, purpose }) => ({ line: asStarted(line, name), purpose }));
  const width = Math.max(...examples.map(({ line }) => line.length));
  const beside = examples.map(({ line, purpose }) => `  ${line.padEnd(width)}  ${purpose}`);
  const isWide = beside.some((line) => line.length > HELP_COLUMNS);
  const lines = isWide ? examples.flatMap(({ line, purpose }) => [`  # ${purpose}`, `  ${line}`]) : beside;
  return ["", "Examples:", ...lines].join("\n");
}

function commandNamed(commandLine: readonly string[]): string | undefined {
  return commands.find((command) => command.name === commandLine.find((part) => !part.startsWith("-")))?.name;
}

/** Commander's words: `error: unknown option '--jsn'` and on the next line `(Did you mean --json?)`. */
function explain(
  complaint: string,
  error: CommanderError,
  command: string,
): { readonly message: string; readonly remedy: string } {
  const lines = (complaint === "" ? error.message : complaint).split("\n").filter((line) => line !== "");
  const first = lines[0] ?? "";
  const said = (first.startsWith("Usage:") ? "no command is named" : first)
    .replace(/^error: /u, "")
    .replace(/\.$/u, "")
    // What was typed in the wrong place may be somebody's address, and errors end up in logs.
    .replaceAll(/[^\s'"]+@[^\s'"]+/gu, (word) => maskId(word, "…"));
  const suggestion = lines.find((line) => line.startsWith("(Did you mean"))?.replaceAll(/^\(|\)$/gu, "");
  const help = `See: ${command === "tierline" ? "" : "tierline "}${command} --help`;
  return {
    message: `${said.charAt(0).toUpperCase()}${said.slice(1)}.`,
    remedy: suggestion === undefined ? help : `${suggestion}\n${help}`,
  };
}
