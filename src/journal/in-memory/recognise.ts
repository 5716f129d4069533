/** Whom the programme knows of a few contacts, from rows: the specification of the statement in `sql/`. */
import type { Place } from "../../domain/place.ts";
import type { KnownBy, Recognised } from "../../domain/recognition.ts";
import type { PresentContact } from "../source.ts";
import { normaliseAddress } from "../../domain/normalise-address.ts";
import { exclusionsOf } from "./exclusions.ts";
import type { DesiredRows } from "./rows.ts";

/** `customers`: everybody who is or was a member. */
export function recogniseContacts(
  customers: readonly { readonly key: string; readonly email: string | null }[],
  wanted: DesiredRows,
  place: Pick<Place, "model" | "audience">,
  contacts: readonly PresentContact[],
): readonly Recognised[] {
  const keys = new Set(customers.map(({ key }) => key));
  const rows = wanted.audiences.find(({ model }) => model === place.model)?.rows ?? [];
  const exclusions = exclusionsOf(wanted, new Map(wanted.members.rows.map((row) => [row.key, row])));
  const named = rows.filter(({ audience }) => audience === place.audience).map(({ memberKey }) => memberKey);
  const desired = new Set(
    named.filter((key) => exclusions.blockOf(key) === null && !exclusions.isHeldOut(place.model, key)),
  );
  return contacts.map(({ recordId, identity, address, acknowledgedAs }) => {
    const known = (key: string, by: KnownBy): Recognised => ({
      recordId,
      known: { identity: key, by, isDesired: desired.has(key) },
      isAmbiguous: false,
    });
    const unknown = { recordId, known: null, isAmbiguous: false };
    if (identity !== null) return keys.has(identity) ? known(identity, "identity") : unknown;
    if (acknowledgedAs !== null && keys.has(acknowledgedAs)) return known(acknowledgedAs, "record");
    if (address === null) return unknown;
    const [one, ...others] = new Set(
      customers.filter(({ email }) => normaliseAddress(email) === address).map(({ key }) => key),
    );
    if (one === undefined) return unknown;
    return others.length === 0 ? known(one, "address") : { ...unknown, isAmbiguous: true };
  });
}
