/** A contact as the API shows it (list members reference). */
import { instant } from "./answers.ts";
import type { Audience } from "./audience.ts";
import type { Member, Status } from "./member.ts";
import type { MergeValue } from "./merge-value.ts";

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
