/** A contact of the audience, and how the API shows it (list members reference). */
import { createHash } from "node:crypto";
import { instant } from "./answers.ts";
import type { Audience } from "./audience.ts";
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

export interface MemberAnswer {
  readonly id: string;
  readonly email_address: string;
  readonly status: Status;
  readonly merge_fields: Readonly<Record<string, MergeValue>>;
  readonly last_changed: string;
  readonly tags_count: number;
  readonly tags: readonly { readonly id: number; readonly name: string }[];
  readonly list_id: string;
}

/** "The MD5 hash of the lowercase version of the list member's email address" (list members reference). */
export function memberIdOf(address: string): string {
  return createHash("md5").update(address.toLowerCase()).digest("hex");
}

/** Every field of the audience comes along, an empty one as `""`. */
export function memberAnswer(audience: Audience, member: Member): MemberAnswer {
  const tags = [...audience.segments.values()]
    .filter((segment) => segment.type === "static" && segment.members.has(member.id))
    .map(({ id, name }) => ({ id, name }));
  return {
    id: member.id,
    email_address: member.address,
    status: member.status,
    merge_fields: Object.fromEntries(
      [...audience.mergeFields.values()].map(({ tag }) => [tag, member.mergeFields[tag] ?? ""]),
    ),
    last_changed: instant(member.lastChangedMs),
    tags_count: tags.length,
    tags,
    list_id: audience.id,
  };
}
