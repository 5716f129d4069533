/** The stand-in as a server of its own, with a state that outlives it. */
import type { Clock } from "../platform/clock.ts";
import type { Random } from "../platform/random.ts";
import type { FaultShare } from "./faults.ts";
import { parseFaults } from "./faults.ts";
import { createHubSpotSandbox } from "./hubspot/hubspot-sandbox.ts";
import type { HubSpotSandbox } from "./hubspot/hubspot-sandbox.ts";
import type { RateLimit } from "./hubspot/options.ts";
import { portRefused, refused, type RefusedSandbox, unknownFault } from "./refused-sandbox.ts";
import { createSandboxPage } from "./page/sandbox-page.ts";
import type { Served } from "./serve.ts";
import { serve } from "./serve.ts";
import { codeOf, readState, writeState } from "./state-file.ts";
import { StateKeeper } from "./state-keeper.ts";

export const DEFAULT_PORT = 4010;

export interface SandboxServerOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Default 4010; 0 takes a free one. */
  readonly port?: number;
  /** Made when it is not there. Holds personal data: mode 0600. */
  readonly stateFile?: string;
  /** As `--fault` writes them: `429=0.05,late=0.01:20s`. */
  readonly faults?: string;
  readonly token?: string;
  readonly rateLimit?: Partial<RateLimit>;
  readonly latencyMs?: number;
}

export interface StartedSandbox extends Served {
  readonly kind: "started";
  readonly sandbox: HubSpotSandbox;
  /** Whether the state came from the file. */
  readonly isResumed: boolean;
}

/**
 * Listens on 127.0.0.1. Writes reach the state file within a fraction of a second and when `close` is called; a killed
 * server may lose that fraction, as a vendor restored from a backup would.
 */
export async function runSandboxServer(options: SandboxServerOptions): Promise<StartedSandbox | RefusedSandbox> {
  const faults = parseFaults(options.faults ?? "");
  if (!faults.ok) {
    return unknownFault(faults.problem);
  }
  const sandbox = createHubSpotSandbox(sandboxOptions(options, faults.shares));
  const resumed = await resume(sandbox, options.stateFile);
  if (typeof resumed !== "boolean") return resumed;
  const { stateFile } = options;
  const save = async (): Promise<void> => {
    if (stateFile !== undefined) await writeState(stateFile, sandbox.snapshot());
  };
  const keeper = new StateKeeper(options.clock, save);
  const page = createSandboxPage(sandbox);
  const answering = {
    fetch: async (request: Request) => {
      const forPeople = page.answer(request);
      if (forPeople !== undefined && request.method === "GET") return forPeople;
      const response = forPeople ?? (await sandbox.fetch(request));
      if (stateFile !== undefined) keeper.changed();
      return response;
    },
  };
  const port = options.port ?? DEFAULT_PORT;
  try {
    const served = await serve(answering, { port });
    const close = async (): Promise<void> => {
      await served.close();
      keeper.changed();
      await keeper.close();
    };
    return { kind: "started", url: served.url, close, sandbox, isResumed: resumed };
  } catch (error) {
    return portRefused(port, error);
  }
}

/** Whether there was a state; also proves that the file can be written before anything is answered. */
async function resume(sandbox: HubSpotSandbox, stateFile: string | undefined): Promise<boolean | RefusedSandbox> {
  if (stateFile === undefined) return false;
  const read = await readState(stateFile);
  if (read.kind === "damaged") {
    const remedy = "Move the file away to start anew, or name another with --state.";
    return refused("state_damaged", `The state in ${stateFile} cannot be read: ${read.problem}.`, remedy);
  }
  if (read.kind === "state") sandbox.restore(read.state);
  try {
    await writeState(stateFile, sandbox.snapshot());
  } catch (error) {
    const message = `The state file ${stateFile} cannot be written (${codeOf(error)}).`;
    return refused("state_unwritable", message, "Name a file in a folder that exists and may be written.");
  }
  return read.kind === "state";
}

function sandboxOptions(
  { clock, random, token, rateLimit, latencyMs }: SandboxServerOptions,
  faults: readonly FaultShare[],
): Parameters<typeof createHubSpotSandbox>[0] {
  return {
    clock,
    random,
    faults,
    ...(token === undefined ? {} : { token }),
    ...(rateLimit === undefined ? {} : { rateLimit }),
    ...(latencyMs === undefined ? {} : { latencyMs }),
  };
}
