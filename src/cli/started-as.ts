/**
 * How the user starts Tierline, and the commands of a text in that form. Whoever writes a message says `tierline …`; only
 * here it is decided what of that can be typed where the user sits.
 */
import { delimiter, basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import type { ErrorReport, ProblemReport } from "../engine/error-report.ts";
import type { CommandInput } from "./command.ts";
import { quote, shellOf } from "./init/shell-commands.ts";
import type { Environment } from "./terminal.ts";
import type { World } from "./world.ts";

const ON_PATH = "tierline";
const BY_NPX = "npx tierline";

/** Set by `bin/tierline.js` in the process it starts on our own Node: the path it was started by itself. */
const RESTARTED = "TIERLINE_RESTARTED";

export interface Start {
  /** The file that was started, as `process.argv[1]`. */
  readonly path: string;
  readonly directory: string;
  readonly environment: Environment;
  readonly platform: string;
}

/**
 * `npx tierline` for npx, and for a file that npm put somewhere below a `node_modules`; `tierline` where that is a command
 * of the user's shell; else `node bin/tierline.js`, with the path from where they are.
 */
export function startedAs({ path, directory, environment, platform }: Start): string {
  const restarted = environment[RESTARTED] ?? "";
  const file = isAbsolute(restarted) ? restarted : path;
  if (environment["npm_lifecycle_event"] === "npx" || file.split(sep).includes("node_modules")) return BY_NPX;
  const folders = (environment["PATH"] ?? "").split(delimiter);
  if (basename(file) === ON_PATH && folders.includes(dirname(file))) return ON_PATH;
  const near = relative(directory, file);
  return `node ${quote(shellOf(environment, platform), near.length < file.length ? near : file)}`;
}

/** The same in a folder that `init` made: a launcher lies there, and a path from elsewhere leads nowhere. */
export function startedInShop(command: string): string {
  return command.split(" ")[0] === ON_PATH ? ON_PATH : BY_NPX;
}

/**
 * With the target, and the folder, that the user named: what is advised about one target's state must never be done to
 * another's, where the same number is another list.
 */
export function startedFor(
  { command, environment }: Pick<World, "command" | "environment">,
  input: Pick<CommandInput, "text">,
  platform: string,
): string {
  const named = ["project", "target"].flatMap((option) => {
    const value = input.text(option);
    return value === undefined ? [] : [`--${option} ${quote(shellOf(environment, platform), value)}`];
  });
  return [command, ...named].join(" ");
}

/** Every command by name, which a test holds to the command line: `tierline plans` is none. */
const NAMES =
  "init|sandbox|load|check|build|plan|apply|run|feedback|schedule|take-over|pause|resume|release|status|explain|" +
  "audiences|audience|compare|report|exposures|doctor|demo";
const COMMAND = new RegExp(
  String.raw`(?<![\w./"'-])(?:npx )?tierline (?=(?:${NAMES}|--help)\b|-)(?!--(?:project|target) )`,
  "gu",
);

/** Every command line of the text as the user types it. */
export function asStarted(text: string, command: string): string {
  return text.replaceAll(COMMAND, () => `${command} `);
}

/** What can be typed and opened where the user sits. */
export type Seat = Pick<World, "command" | "pages">;

const PAGE = /(?<![\w./-])docs\/(?=[a-z-]+\.md\b)/gu;

/** With the pages that it names as they can be opened from there: a shop has none, the package has them. */
export function textAsStarted(text: string, { command, pages }: Seat): string {
  return asStarted(text, command).replaceAll(PAGE, () => `${pages}/`);
}

export function errorAsStarted(error: ErrorReport, seat: Seat): ErrorReport {
  const said = <Problem extends ProblemReport>(problem: Problem): Problem => ({
    ...problem,
    message: textAsStarted(problem.message, seat),
    remedy: problem.remedy === null ? null : textAsStarted(problem.remedy, seat),
  });
  return { ...said(error), problems: error.problems.map(said) };
}

/** Where the package's pages lie, from the user's folder: `docs` in a clone, `node_modules/tierline/docs` in a shop. */
export function pagesFrom(directory: string, packageFolder: string): string {
  const pages = join(packageFolder, "docs");
  const near = relative(directory, pages);
  return (near.length < pages.length ? near : pages).replaceAll(sep, "/");
}
