/** Everything one account holds. */
import type { ImportJob } from "./import-job.ts";
import type { MessageEvent, Metric } from "./message-event.ts";
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
  /** Here they are filled by hand, as if a rule did it; no route writes to them. */
  readonly segments = new Map<string, ProfileList>();
  readonly jobs = new Map<string, ImportJob>();
  /** By id. */
  readonly metrics = new Map<string, Metric>();
  /** In the order they came to be known. */
  readonly events: MessageEvent[] = [];
  #lastList = 0;
  #lastEvent = 0;

  /** Six characters, as the vendor's. */
  nextListId(): string {
    this.#lastList += 1;
    return `L${this.#lastList.toString(36).toUpperCase().padStart(5, "0")}`;
  }

  /** Never given twice. */
  nextEventId(): string {
    this.#lastEvent += 1;
    return `E${String(this.#lastEvent).padStart(9, "0")}`;
  }

  /** A metric comes into being with its first event. */
  metricNamed(name: string | null, integration: string): Metric {
    const known = [...this.metrics.values()].find((one) => one.name === name && one.integration === integration);
    if (known !== undefined) return known;
    const metric = { id: `M${String(this.metrics.size + 1).padStart(5, "0")}`, name, integration };
    this.metrics.set(metric.id, metric);
    return metric;
  }

  /** The profile is gone from every list and segment too, and with it what happened to it. */
  removeProfile(id: string): void {
    this.profiles.remove(id);
    for (const list of [...this.lists.values(), ...this.segments.values()]) list.members.delete(id);
    this.events.splice(0, Infinity, ...this.events.filter((event) => event.profileId !== id));
  }

  /** Several lists may have one name. */
  listsNamed(name: string): readonly ProfileList[] {
    return [...this.lists.values()].filter((list) => list.name === name);
  }
}
