/** A HubSpot stand-in over HTTP, in this process: what it holds can be looked at and changed by hand. */
import { systemClock } from "../../src/platform/clock.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { createHubSpotSandbox, type HubSpotSandbox } from "../../src/sandbox/hubspot/hubspot-sandbox.ts";
import type { HubSpotSandboxOptions } from "../../src/sandbox/hubspot/options.ts";
import { serve, type Served } from "../../src/sandbox/serve.ts";

export interface Portal extends Served {
  readonly sandbox: HubSpotSandbox;
}

export async function openPortal(given: Partial<HubSpotSandboxOptions>): Promise<Portal> {
  const sandbox = createHubSpotSandbox({ clock: systemClock, random: systemRandom, ...given });
  return { ...(await serve(sandbox, { port: 0 })), sandbox };
}

/** Another portal for as long as `work` runs. */
export async function withPortal(
  given: Partial<HubSpotSandboxOptions>,
  work: (url: string) => Promise<void>,
): Promise<void> {
  const other = await openPortal(given);
  try {
    await work(other.url);
  } finally {
    await other.close();
  }
}
