/** A HubSpot stand-in in process, with the loyalty properties, and short words for asking it. */
import type { HubSpotSandbox } from "../../src/sandbox/hubspot/hubspot-sandbox.ts";
import { createHubSpotSandbox } from "../../src/sandbox/hubspot/hubspot-sandbox.ts";
import type { HubSpotSandboxOptions } from "../../src/sandbox/hubspot/options.ts";
import type { ManualClock } from "./manual-clock.ts";
import { manualClock } from "./manual-clock.ts";
import { seededRandom } from "./seeded-random.ts";

export interface Said {
  /** 0: no answer came. */
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
}

export interface Portal {
  readonly sandbox: HubSpotSandbox;
  readonly clock: ManualClock;
  /** One request with a token; `path` begins with a slash, a body is sent as JSON. */
  readonly ask: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Said>;
}

export const CONTACTS = "/crm/objects/2026-09/contacts";
export const LISTS = "/crm/lists/2026-09";
export const PROPERTIES = "/crm/properties/2026-09/contacts";

export function portal(options: Partial<HubSpotSandboxOptions> = {}): Portal {
  const clock = manualClock();
  const sandbox = createHubSpotSandbox({ clock, random: seededRandom(7), ...options });
  const ask: Portal["ask"] = async (method, path, body, headers = {}) => {
    const response = await sandbox.fetch(
      new Request(`http://sandbox.test${path}`, {
        method,
        headers: { Authorization: "Bearer key", "Content-Type": "application/json", ...headers },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json") === true;
    return { status: response.status, body: isJson ? JSON.parse(text) : {}, headers: response.headers };
  };
  return { sandbox, clock, ask };
}

/** With `loyalty_member_id` (unique text), `loyalty_tier` (silver, gold), `loyalty_balance`, `loyalty_since`. */
export async function loyaltyPortal(options: Partial<HubSpotSandboxOptions> = {}): Promise<Portal> {
  const made = portal({ rateLimit: { perTenSeconds: 1_000_000, perDay: 1_000_000_000 }, ...options });
  const { ask } = made;
  const define = async (property: Record<string, unknown>): Promise<void> => {
    await ask("POST", PROPERTIES, { groupName: "tierline", label: property["name"], ...property });
  };
  await ask("POST", `${PROPERTIES}/groups`, { name: "tierline", label: "Tierline" });
  await define({ name: "loyalty_member_id", type: "string", fieldType: "text", hasUniqueValue: true });
  await define({ name: "loyalty_balance", type: "number", fieldType: "number" });
  await define({ name: "loyalty_since", type: "date", fieldType: "date" });
  await define({
    name: "loyalty_tier",
    type: "enumeration",
    fieldType: "select",
    options: ["silver", "gold"].map((value) => ({ label: value, value, hidden: false })),
  });
  return made;
}

/** Members m1 … mN with addresses; their record ids are 1001 … 1000 + N. */
export async function portalWithMembers(count: number, options: Partial<HubSpotSandboxOptions> = {}): Promise<Portal> {
  const made = await loyaltyPortal(options);
  for (let at = 1; at <= count; at += 1) {
    made.sandbox.byHand.addContact({ loyalty_member_id: `m${at}`, email: `m${at}@example.com` });
  }
  return made;
}

export interface RowGiven {
  readonly id: string;
  readonly idProperty?: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Rows with trace ids `t0`, `t1`, … */
export function traced(rows: readonly RowGiven[]): { readonly inputs: readonly object[] } {
  return { inputs: rows.map((row, at) => ({ ...row, objectWriteTraceId: `t${at}` })) };
}

export function byMember(id: string, properties: Readonly<Record<string, unknown>> = {}): RowGiven {
  return { id, idProperty: "loyalty_member_id", properties: { loyalty_member_id: id, ...properties } };
}
