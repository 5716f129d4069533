/** A contact of the audience. */
import { createHash } from "node:crypto";
import type { MergeValue } from "./merge-value.ts";

export const statuses = ["subscribed", "unsubscribed", "cleaned", "pending", "transactional", "archived"] as const;
export type Status = (typeof statuses)[number];

export interface Member {
  /** MD5 of the address in lower case. */
  readonly id: string;
  /** As it was first given. */
  readonly address: string;
  readonly status: Status;
  /** By tag; cleared ones are absent. */
  readonly mergeFields: Readonly<Record<string, MergeValue>>;
  readonly lastChangedMs: number;
}

/** "The MD5 hash of the lowercase version of the list member's email address" (list members reference). */
export function memberIdOf(address: string): string {
  return createHash("md5").update(address.toLowerCase()).digest("hex");
}
