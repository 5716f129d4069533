import type { KlaviyoAccount } from "./account.ts";
import type { Profile } from "./profile-store.ts";

/**
 * The destination profile stays under its id, takes over what it lacks, joins the source's lists and has its events; the source is
 * deleted (Merge Profiles, reference, read 2026-11-22). Nothing tells afterwards which profile it was.
 */
export function mergeProfiles(account: KlaviyoAccount, destination: Profile, source: Profile, nowMs: number): void {
  const lists = [...account.lists.values()].filter(({ members }) => members.has(source.id));
  const events = account.events.map((event) =>
    event.profileId === source.id ? { ...event, profileId: destination.id } : event,
  );
  account.removeProfile(source.id);
  account.events.splice(0, Infinity, ...events);
  account.profiles.put({
    ...destination,
    email: destination.email ?? source.email,
    phoneNumber: destination.phoneNumber ?? source.phoneNumber,
    externalId: destination.externalId ?? source.externalId,
    properties: { ...source.properties, ...destination.properties },
    updatedAtMs: nowMs,
  });
  for (const list of lists) if (!list.members.has(destination.id)) list.members.set(destination.id, nowMs);
}
