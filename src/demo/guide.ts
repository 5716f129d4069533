/** Speaks to the visitor and runs command lines in the tour's folder, as a shell would. */
import { ContractError } from "../domain/errors.ts";
import { EXIT } from "../engine/exit-code.ts";
import { runCommandLine } from "../cli/run-command-line.ts";
import { packageDirectory } from "../cli/package-directory.ts";
import { pagesFrom, startedInShop } from "../cli/started-as.ts";
import type { World } from "../cli/world.ts";
import type { TourClock } from "./tour-clock.ts";

export interface Guide {
  /** What the commands see. */
  readonly world: World;
  title(text: string): void;
  say(...lines: readonly string[]): void;
  /** Runs `tierline …`; any other exit code than 0 and those expected ends the tour. */
  run(words: readonly string[], ...expected: readonly number[]): Promise<void>;
  readonly commands: readonly { readonly line: string; readonly exit_code: number }[];
}

export interface GuideOptions {
  readonly folder: string;
  readonly clock: TourClock;
  /** Where the sandbox and the warehouse are. */
  readonly environment: World["environment"];
  /** Everything goes to standard error. */
  readonly isJson: boolean;
}

export function makeGuide(world: World, options: GuideOptions): Guide {
  const say = options.isJson ? world.err : world.out;
  const inside: World = {
    ...world,
    directory: options.folder,
    command: startedInShop(world.command),
    pages: pagesFrom(options.folder, packageDirectory()),
    environment: tourEnvironment(world, options.environment),
    clock: options.clock,
    aheadMs: () => options.clock.aheadMs(),
    out: say,
    err: say,
  };
  const { rule } = world.terminal.canvas.glyphs;
  const commands: { line: string; exit_code: number }[] = [];
  return {
    world: inside,
    commands,
    title: (text) => {
      const left = `${rule}${rule} ${text} `;
      say("");
      say(left + rule.repeat(Math.max(0, world.terminal.canvas.columns - left.length)));
      say("");
    },
    say: (...lines) => {
      for (const line of lines) say(line);
    },
    run: async (words, ...expected) => {
      const line = `${inside.command} ${words.map((word) => (/^[\w./:-]+$/u.test(word) ? word : JSON.stringify(word))).join(" ")}`;
      say(`$ ${line}`);
      const exitCode = await runCommandLine(words, inside);
      say("");
      commands.push({ line, exit_code: exitCode });
      world.signal.throwIfAborted();
      if (exitCode !== EXIT.done && !expected.includes(exitCode))
        throw new ContractError("tour_stopped", `The tour stopped: \`${line}\` ended with ${exitCode}.`, {
          remedy: "What it says above is the reason.",
        });
    },
  };
}

/** The visitor's own dbt settings, databases and credentials do not belong to the tour. */
function tourEnvironment(world: World, own: World["environment"]): World["environment"] {
  const kept = Object.entries(world.environment).filter(([name]) => !/^(?:DBT_|HUBSPOT_|PG[A-Z])/u.test(name));
  return { ...Object.fromEntries(kept), ...own };
}
