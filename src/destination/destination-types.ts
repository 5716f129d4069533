/** Every kind of destination: the one line that a new one needs outside its own folder. */
import { InvariantError } from "../domain/errors.ts";
import type { IdentifiedBy } from "../domain/identity.ts";
import type { DestinationType } from "./destination-type.ts";
import { FILES } from "./files/files-type.ts";
import { HUBSPOT } from "./hubspot/hubspot-type.ts";
import { KLAVIYO } from "./klaviyo/klaviyo-type.ts";
import { MAILCHIMP } from "./mailchimp/mailchimp-type.ts";
import { WEBHOOK } from "./webhook/webhook-type.ts";

export const DESTINATION_TYPES: readonly [DestinationType, ...DestinationType[]] = [
  HUBSPOT,
  KLAVIYO,
  MAILCHIMP,
  FILES,
  WEBHOOK,
];

/** By the value of `destination.type` in a sync file, which was checked. */
export function destinationTypeOf({
  destination,
}: {
  readonly destination: { readonly type: string };
}): DestinationType {
  const type = DESTINATION_TYPES.find(({ name }) => name === destination.type);
  if (type === undefined)
    throw new InvariantError("destination_type_unknown", `There is no kind of destination ${destination.type}.`);
  return type;
}

/** How the sync of this name knows people; of one that no file describes the kind that tells the least. */
export function identificationIn(
  syncs: readonly { readonly name: string; readonly destination: { readonly type: string } }[],
  name: string,
): IdentifiedBy {
  const sync = syncs.find((one) => one.name === name);
  return sync === undefined ? "address" : destinationTypeOf(sync).identifiedBy;
}

/** L of a sync: its own, else its destination's. */
export function coolDownOf(sync: {
  readonly coolDownMs: number | null;
  readonly destination: { readonly type: string };
}): number {
  return sync.coolDownMs ?? destinationTypeOf(sync).coolDownMs;
}
