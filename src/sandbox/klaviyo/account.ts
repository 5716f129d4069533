/** Everything one account holds. */
import type { ImportJob } from "./import-job.ts";
import { ProfileStore } from "./profile-store.ts";

export interface ProfileList {
  readonly id: string;
  name: string;
  readonly createdAtMs: number;
  updatedAtMs: number;
  /** Profile id → when it was added, in that order. */
  readonly members: Map<string, number>;
}

export class KlaviyoAccount {
  readonly profiles = new ProfileStore();
  readonly lists = new Map<string, ProfileList>();
  readonly jobs = new Map<string, ImportJob>();
  #lastList = 0;

  /** Six characters, as the vendor's. */
  nextListId(): string {
    this.#lastList += 1;
    return `L${this.#lastList.toString(36).toUpperCase().padStart(5, "0")}`;
  }

  /** The profile is gone from every list too. */
  removeProfile(id: string): void {
    this.profiles.remove(id);
    for (const list of this.lists.values()) list.members.delete(id);
  }

  /** Several lists may have one name. */
  listsNamed(name: string): readonly ProfileList[] {
    return [...this.lists.values()].filter((list) => list.name === name);
  }
}
