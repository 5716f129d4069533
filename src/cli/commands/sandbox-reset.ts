import { resolve } from "node:path";
import { ConfigError } from "../../domain/errors.ts";
import type { Command, CommandInput } from "../command.ts";
import type { CommandResult } from "../command-result.ts";
import { EXIT } from "../../engine/exit-code.ts";
import type { SandboxResetBody } from "../json/sandbox.ts";
import { counted } from "../picture/number.ts";
import { asStarted } from "../started-as.ts";
import type { World } from "../world.ts";
import { readPort } from "../read-port.ts";

export const sandboxResetCommand: Command = {
  name: "reset",
  summary: "empty the sandbox",
  description:
    "Takes every contact, list and property out of the sandbox that runs, or out of its state file when none runs. " +
    "Record and list ids go on, so that none is ever given twice.",
  arguments: [],
  options: [
    { flags: "--port <number>", description: "where the one to be emptied listens (default: 4010)" },
    { flags: "--state <file>", description: "empty this state file instead when none runs there" },
  ],
  examples: [
    { line: "tierline sandbox reset", purpose: "the one on port 4010" },
    { line: "tierline sandbox reset --state portal.json", purpose: "also when it is stopped" },
  ],
  run: resetSandbox,
};

async function resetSandbox(world: World, input: CommandInput): Promise<CommandResult> {
  const url = `http://127.0.0.1:${readPort(input.text("port")) ?? 4010}`;
  const state = input.text("state");
  const { createHttpSend } = await import("../../platform/http.ts");
  const { emptySandbox } = await import("../../sandbox/empty-sandbox.ts");
  const emptied = await emptySandbox({
    url,
    send: createHttpSend({ allowedOrigins: [url] }),
    nowMs: world.clock.nowMs(),
    ...(state === undefined ? {} : { stateFile: resolve(world.directory, state) }),
  });
  if (emptied.kind === "refused") throw new ConfigError(emptied.code, emptied.message, { remedy: emptied.remedy });
  const { what, removed } = emptied;
  const body: SandboxResetBody = { what, removed };
  return { exitCode: EXIT.done, body, lines: drawReset(body, url, world.command), error: null };
}

/** `command`: how the user starts Tierline. */
export function drawReset({ what, removed }: SandboxResetBody, url: string, command: string): readonly string[] {
  const parts = [
    counted(removed.contacts, "contact"),
    counted(removed.lists, "list"),
    counted(removed.properties, "property", "properties"),
    ...(removed.late === 0 ? [] : [`${counted(removed.late, "request")} still to take effect`]),
  ];
  return [
    `Removed from ${what === "running" ? `the sandbox at ${url}` : "the state file"}: ${parts.join(", ")}.`,
    "A state of Tierline's that was made with it still remembers them. To begin with a new",
    "one move its file state.<target>.duckdb away (on PostgreSQL rename its schema,",
    "tierline_<target>), then, in the project's folder:",
    asStarted('  tierline take-over --lost-state --reason "the sandbox was reset"', command),
  ];
}
