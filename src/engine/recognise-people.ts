/** Whom the programme knows of the people on a list. Reads only. */
import { destinationTypeOf } from "../destination/destination-types.ts";
import type { Place } from "../domain/place.ts";
import type { Recognised } from "../domain/recognition.ts";
import type { JournalReader } from "../journal/journal.ts";
import type { BuildFacts } from "../journal/source.ts";
import type { Engine, SyncTask } from "./engine.ts";

export interface PeopleSources<Desired> extends Pick<Engine<Desired>, "source"> {
  readonly journal: Pick<JournalReader, "acknowledged">;
}

export interface RecognisedPeople {
  /** In the order of the list, each record once. */
  readonly people: readonly Recognised[];
  /** By record, where the destination knows people by them; else none are kept. Personal data. */
  readonly addresses: ReadonlyMap<string, string>;
}

/** One read per page of the list and one per 100 contacts. */
export async function recognisePeople<Desired>(
  { journal, source }: PeopleSources<Desired>,
  { sync, destination }: SyncTask,
  place: Place,
  build: BuildFacts,
): Promise<RecognisedPeople> {
  const isByAddress = destinationTypeOf(sync).identifiedBy === "address";
  const people = new Map<string, Recognised>();
  const addresses = new Map<string, string>();
  for await (const page of destination.contacts(place)) {
    const known = new Map((await destination.readContacts(page)).map((contact) => [contact.recordId, contact]));
    const acknowledged = await journal.acknowledged(sync.name, page);
    const contacts = page.map((recordId) => ({
      recordId,
      // An address is no key of ours: a contact is known by its record or by the address itself.
      identity: isByAddress ? null : (known.get(recordId)?.identity ?? null),
      address: known.get(recordId)?.address ?? null,
      acknowledgedAs: acknowledged.get(recordId) ?? null,
    }));
    const recognised = await source.recognise(sync, build, place, contacts);
    const byRecord = new Map(recognised.map((one) => [one.recordId, one]));
    for (const recordId of page) {
      const one = byRecord.get(recordId);
      if (one !== undefined) people.set(recordId, one);
    }
    if (isByAddress)
      for (const { recordId, address } of contacts) if (address !== null) addresses.set(recordId, address);
  }
  return { people: [...people.values()], addresses };
}
