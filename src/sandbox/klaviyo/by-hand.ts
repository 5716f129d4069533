/** What people do in the vendor's user interface while a sync runs. No rate limit, no fault. */
import type { Clock } from "../../platform/clock.ts";
import type { KlaviyoAccount, ProfileList } from "./account.ts";
import { mergeProfiles } from "./merge-profiles.ts";
import type { Profile } from "./profile-store.ts";
import { blank } from "./run-import-job.ts";

export class ByHand {
  readonly #account: () => KlaviyoAccount;
  readonly #clock: Clock;

  constructor(account: () => KlaviyoAccount, clock: Clock) {
    this.#account = account;
    this.#clock = clock;
  }

  /** Returns its id. */
  addProfile(given: Partial<Omit<Profile, "id">>): string {
    const account = this.#account();
    const profile = { ...blank(account.profiles.nextId(), this.#clock.nowMs()), ...given };
    account.profiles.put({ ...profile, email: profile.email?.toLowerCase() ?? null });
    return profile.id;
  }

  /** The first one stays, under its id. */
  merge(destinationId: string, sourceId: string): void {
    const account = this.#account();
    mergeProfiles(account, profileOf(account, destinationId), profileOf(account, sourceId), this.#clock.nowMs());
  }

  deleteProfile(id: string): void {
    profileOf(this.#account(), id);
    this.#account().removeProfile(id);
  }

  change(id: string, given: Partial<Omit<Profile, "id">>): void {
    const account = this.#account();
    account.profiles.put({ ...profileOf(account, id), ...given, updatedAtMs: this.#clock.nowMs() });
  }

  /** Something happened to a message; it may come to be known late. Returns the event's id. */
  addEvent(given: {
    readonly metric: string | null;
    readonly profileId: string;
    readonly atMs: number;
    readonly properties?: Readonly<Record<string, unknown>>;
    /** Default: Klaviyo's own. */
    readonly integration?: string;
  }): string {
    const account = this.#account();
    const id = account.nextEventId();
    const { id: metricId } = account.metricNamed(given.metric, given.integration ?? "Klaviyo");
    const profileId = profileOf(account, given.profileId).id;
    account.events.push({ id, metricId, profileId, atMs: given.atMs, properties: given.properties ?? {} });
    return id;
  }

  /** Returns its id. */
  addList(name: string, members: readonly string[] = []): string {
    const account = this.#account();
    return this.#addTo(account.lists, name, members);
  }

  /** Returns its id. */
  addSegment(name: string, members: readonly string[] = []): string {
    const account = this.#account();
    return this.#addTo(account.segments, name, members);
  }

  #addTo(lists: Map<string, ProfileList>, name: string, members: readonly string[]): string {
    const account = this.#account();
    const nowMs = this.#clock.nowMs();
    const id = account.nextListId();
    const joined = new Map(members.map((member) => [profileOf(account, member).id, nowMs]));
    lists.set(id, { id, name, createdAtMs: nowMs, updatedAtMs: nowMs, members: joined });
    return id;
  }

  addToList(listId: string, profileId: string): void {
    const account = this.#account();
    listOf(account, listId).members.set(profileOf(account, profileId).id, this.#clock.nowMs());
  }

  renameList(listId: string, name: string): void {
    const list = listOf(this.#account(), listId);
    list.name = name;
    list.updatedAtMs = this.#clock.nowMs();
  }

  deleteList(listId: string): void {
    listOf(this.#account(), listId);
    this.#account().lists.delete(listId);
  }
}

function profileOf(account: KlaviyoAccount, id: string): Profile {
  const found = account.profiles.get(id);
  if (found === undefined) throw new RangeError(`There is no profile ${id} in the stand-in.`);
  return found;
}

function listOf(account: KlaviyoAccount, id: string): ProfileList {
  const found = account.lists.get(id);
  if (found === undefined) throw new RangeError(`There is no list ${id} in the stand-in.`);
  return found;
}
