/** A stand-in without a memory, as a server on this machine. */
import type { Clock } from "../platform/clock.ts";
import type { Random } from "../platform/random.ts";
import { parseFaults } from "./faults.ts";
import { unknownFault, type RefusedSandbox } from "./refused-sandbox.ts";
import type { Served } from "./serve.ts";
import { serve } from "./serve.ts";
import { portRefused } from "./refused-sandbox.ts";
import type { StandIn, Vendor } from "./stand-ins.ts";

export interface ForgetfulServerOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** 0 takes a free one. */
  readonly port: number;
  /** As `--fault` writes them. */
  readonly faults?: string;
}

export interface StartedForgetful extends Served {
  readonly kind: "started";
  readonly standIn: StandIn;
}

/** Listens on 127.0.0.1. */
export async function runForgetfulServer(
  vendor: Vendor,
  { clock, random, port, faults: text = "" }: ForgetfulServerOptions,
): Promise<StartedForgetful | RefusedSandbox> {
  const faults = parseFaults(text);
  if (!faults.ok) return unknownFault(faults.problem);
  const standIn = await vendor.start({ clock, random, faults: faults.shares });
  try {
    const served = await serve(standIn, { port });
    return { kind: "started", ...served, standIn };
  } catch (error) {
    return portRefused(port, error);
  }
}
