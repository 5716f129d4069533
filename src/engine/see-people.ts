/** Under which identity a take-over may claim each contact of a list. */
import type { IdentifiedBy } from "../domain/identity.ts";
import { settleRecognised, type Recognised } from "../domain/recognition.ts";
import type { RecognisedPeople } from "./recognise-people.ts";

export interface SeenPerson extends Recognised {
  /** How the destination knows the contact, where the programme knows it. Perhaps an address: personal data. */
  readonly identity: string | null;
}

/**
 * Where members are the identities, one member on two records is one of them. Where addresses are, each contact is claimed
 * under its own: those under which the member is not wanted any more leave with the next plan.
 */
export function seePeople({ people, addresses }: RecognisedPeople, identifiedBy: IdentifiedBy): readonly SeenPerson[] {
  if (identifiedBy === "member")
    return settleRecognised(people).map((one) => ({ ...one, identity: one.known?.identity ?? null }));
  return people.map((one) => ({
    ...one,
    identity: one.known === null ? null : (addresses.get(one.recordId) ?? null),
  }));
}
