import { resolve } from "node:path";
import { ConfigError } from "../../domain/errors.ts";
import type { Command, CommandInput } from "../command.ts";
import type { CommandResult } from "../command-result.ts";
import { EXIT } from "../../engine/exit-code.ts";
import type { SandboxBody } from "../json/sandbox.ts";
import type { World } from "../world.ts";
import { readPort } from "../read-port.ts";
import { sandboxResetCommand } from "./sandbox-reset.ts";

const HUBSPOT = "hubspot";

export const sandboxCommand: Command = {
  name: "sandbox",
  summary: "a HubSpot, Klaviyo or Mailchimp to try things on",
  description:
    "Starts a local stand-in for HubSpot: contacts, properties, lists, limits and errors as the real one documents " +
    "them. Its page in a browser shows contacts, lists and the last requests. It listens on this machine only, takes any token that is not empty, and runs until it is interrupted.",
  arguments: [],
  options: [
    {
      flags: "--vendor <name>",
      description:
        "whom it stands in for: hubspot (default), klaviyo or mailchimp; only HubSpot's has a page and a memory",
    },
    { flags: "--port <number>", description: "where to listen (default: 4010; 0 takes a port that is free)" },
    {
      flags: "--state <file>",
      description: "keep what it holds in this file (default: in memory, forgotten at its end)",
    },
    {
      flags: "--fault <shares>",
      description:
        "let shares of the requests go wrong, as 429=0.05,lost=0.01,late=0.01:20s: refused for now, done but not answered, done up to 20 seconds later",
    },
  ],
  examples: [
    { line: "tierline sandbox", purpose: "on http://127.0.0.1:4010" },
    { line: "tierline sandbox --state portal.json", purpose: "with a memory" },
    { line: "tierline sandbox --fault 429=0.05,lost=0.01", purpose: "on a bad day" },
    { line: "tierline sandbox --vendor mailchimp", purpose: "another vendor's" },
    { line: "tierline sandbox reset", purpose: "empty it" },
  ],
  subcommands: [sandboxResetCommand],
  run: runSandbox,
};

async function runSandbox(world: World, input: CommandInput): Promise<CommandResult> {
  const vendor = input.text("vendor") ?? HUBSPOT;
  if (vendor !== HUBSPOT) return await runForgetful(world, input, vendor);
  const port = readPort(input.text("port"));
  const state = input.text("state");
  const faults = input.text("fault");
  const { runSandboxServer } = await import("../../sandbox/run-sandbox-server.ts");
  const started = await runSandboxServer({
    clock: world.clock,
    random: world.random,
    ...(port === undefined ? {} : { port }),
    ...(state === undefined ? {} : { stateFile: resolve(world.directory, state) }),
    ...(faults === undefined ? {} : { faults }),
  });
  if (started.kind === "refused") throw new ConfigError(started.code, started.message, { remedy: started.remedy });
  world.err(`HubSpot's stand-in listens on ${started.url}${started.isResumed ? ", with its state of last time" : ""}.`);
  world.err(`What it holds, in a browser: ${started.url}/`);
  world.err("Interrupt it (Ctrl-C) when you are done.");
  await aborted(world.signal);
  await started.close();
  const body: SandboxBody = { url: started.url, requests: started.sandbox.calls.count() };
  return { exitCode: EXIT.done, body, lines: [], error: null, isEndedBySignal: true };
}

/** Nothing of it outlives it, so a state file would be a promise that is not kept. */
async function runForgetful(world: World, input: CommandInput, name: string): Promise<CommandResult> {
  const { FORGETFUL } = await import("../../sandbox/stand-ins.ts");
  const { runForgetfulServer } = await import("../../sandbox/run-forgetful-server.ts");
  const { DEFAULT_PORT } = await import("../../sandbox/run-sandbox-server.ts");
  const vendor = Object.hasOwn(FORGETFUL, name) ? FORGETFUL[name] : undefined;
  if (vendor === undefined)
    throw new ConfigError("vendor_unknown", `There is no sandbox of ${name}.`, {
      remedy: `There are: ${[HUBSPOT, ...Object.keys(FORGETFUL)].join(", ")}.`,
    });
  if (input.text("state") !== undefined)
    throw new ConfigError("sandbox_forgets", `${vendor.title}'s sandbox has no memory.`, {
      remedy: "Leave --state out: what it holds is forgotten at its end.",
    });
  const faults = input.text("fault");
  const started = await runForgetfulServer(vendor, {
    clock: world.clock,
    random: world.random,
    port: readPort(input.text("port")) ?? DEFAULT_PORT,
    ...(faults === undefined ? {} : { faults }),
  });
  if (started.kind === "refused") throw new ConfigError(started.code, started.message, { remedy: started.remedy });
  world.err(`${vendor.title}'s stand-in listens on ${started.url}. It forgets everything at its end.`);
  world.err("Interrupt it (Ctrl-C) when you are done.");
  await aborted(world.signal);
  await started.close();
  const body: SandboxBody = { url: started.url, requests: started.standIn.calls.total };
  return { exitCode: EXIT.done, body, lines: [], error: null, isEndedBySignal: true };
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolved) => signal.addEventListener("abort", () => resolved(), { once: true }));
}
