/**
 * What a sync file must respect of each destination. Adapters cannot be imported here; a test holds this table equal to them.
 */
import type { Sync } from "../domain/sync.ts";

export interface DestinationType {
  readonly baseUrl: string;
  /** The longest a late request may still take effect (L): no cool-down against the real service may be shorter. */
  readonly coolDownMs: number;
  /** Written by itself as identity, so no mapping may name it. */
  readonly reservedProperties: readonly string[];
}

export const DESTINATION_TYPES: Readonly<Record<"hubspot", DestinationType>> = {
  hubspot: {
    baseUrl: "https://api.hubapi.com",
    coolDownMs: 15 * 60_000,
    reservedProperties: ["loyalty_member_id", "email"],
  },
};

/** L of a sync: its own, else its destination's. */
export function coolDownOf({ coolDownMs, destination }: Pick<Sync, "coolDownMs" | "destination">): number {
  return coolDownMs ?? DESTINATION_TYPES[destination.type].coolDownMs;
}
