/** HubSpot's stand-in over HTTP, at which a client dies: it is killed at the very moment one of its requests arrives. */
import { systemClock } from "../../src/platform/clock.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { createHubSpotSandbox, type HubSpotSandbox } from "../../src/sandbox/hubspot/hubspot-sandbox.ts";
import type { PortalState } from "../../src/sandbox/hubspot/state.ts";
import { serve } from "../../src/sandbox/serve.ts";

/**
 * What becomes of the request whose sender dies: it is lost on its way (`before`), carried out and never answered
 * (`after`), or carried out only when `settleLate` is called (`late`).
 */
export type Moment = "before" | "after" | "late";

export interface DeathPoint {
  /** The `nth` request, from 1, whose method and path match. */
  readonly route: RegExp;
  readonly nth: number;
  readonly moment: Moment;
}

export interface DyingPortal {
  readonly url: string;
  readonly sandbox: HubSpotSandbox;
  /** Arms the next death; `kill` ends the client without asking it, or something that it needs. The request fails afterwards. */
  killAt(point: DeathPoint, kill: () => unknown): void;
  /** Whether the last death that was armed came, and disarms it. */
  disarm(): boolean;
  /** Goes back to an earlier moment; what was late is lost. */
  restore(state: PortalState): void;
  /** Carries out what was sent by the dead and had not arrived. */
  settleLate(): Promise<void>;
  close(): Promise<void>;
}

export async function startDyingPortal(): Promise<DyingPortal> {
  // The limits are the real ones' business; here nobody waits for a window to pass.
  const rateLimit = { perTenSeconds: 1_000_000, perDay: 1_000_000_000, searchesPerSecond: 1_000 };
  const sandbox = createHubSpotSandbox({ clock: systemClock, random: systemRandom, rateLimit });
  let armed: (DeathPoint & { readonly kill: () => unknown; seen: number }) | undefined;
  let late: Request[] = [];
  const answer = async (arrived: Request): Promise<Response> => {
    const request = await detached(arrived);
    const point = armed;
    if (point === undefined || !point.route.test(`${request.method} ${new URL(request.url).pathname}`))
      return sandbox.fetch(request);
    point.seen += 1;
    if (point.seen !== point.nth) return sandbox.fetch(request);
    if (point.moment === "after") await sandbox.fetch(request);
    if (point.moment === "late") late.push(request);
    await point.kill();
    return Response.error();
  };
  const served = await serve({ fetch: answer }, { port: 0 });
  return {
    url: served.url,
    close: () => served.close(),
    sandbox,
    killAt: (point, kill) => {
      armed = { ...point, kill, seen: 0 };
    },
    disarm: () => {
      const isDead = armed !== undefined && armed.seen >= armed.nth;
      armed = undefined;
      return isDead;
    },
    restore: (state) => {
      late = [];
      sandbox.restore(structuredClone(state));
    },
    settleLate: async () => {
      const arriving = late;
      late = [];
      for (const request of arriving) await sandbox.fetch(request);
    },
  };
}

/** The same request, which outlives its connection. */
async function detached(request: Request): Promise<Request> {
  const body = await request.text();
  const { method, url, headers } = request;
  return new Request(url, { method, headers, ...(body === "" ? {} : { body }) });
}
