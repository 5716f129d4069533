/**
 * Many addresses into a static segment, or out of it: "any emails provided that are not present on the list will be ignored. A
 * maximum of 500 members can be sent" (the vendor's specification).
 */
import { z } from "zod";
import type { Answer } from "../kit/answer.ts";
import { shuffle } from "../kit/shuffle.ts";
import { invalid, notFound, ok } from "./answers.ts";
import type { Segment } from "./audience.ts";
import { memberAnswer } from "./member-answer.ts";
import type { MemberAnswer } from "./member-answer.ts";
import { memberIdOf } from "./member.ts";
import type { Call } from "./route.ts";
import { rowFaults } from "./row-faults.ts";

const ADDRESSES_MAX = 500;

export const changeSegmentBody = z.strictObject({
  members_to_add: z.array(z.string()).max(ADDRESSES_MAX).optional(),
  members_to_remove: z.array(z.string()).max(ADDRESSES_MAX).optional(),
});
type ChangeBody = z.infer<typeof changeSegmentBody>;

interface Changed {
  readonly members: MemberAnswer[];
  readonly refused: string[];
  readonly strangers: string[];
}

export function changeSegment(call: Call<ChangeBody>): Answer {
  const segment = call.audience.segments.get(Number(call.params["segmentId"]));
  if (segment === undefined) return notFound();
  // That these refuse is documented, the text is from memory.
  if (segment.type !== "static") return invalid("Members can be added to and removed from static segments only.");
  const added = change(call, segment, "add", call.body.members_to_add ?? []);
  const removed = change(call, segment, "remove", call.body.members_to_remove ?? []);
  const errors = [...errorsOf(added), ...errorsOf(removed)];
  return ok({
    members_added: shuffle(added.members, call.random),
    members_removed: shuffle(removed.members, call.random),
    errors,
    total_added: added.members.length,
    total_removed: removed.members.length,
    error_count: errors.length,
  });
}

function change(
  call: Call<ChangeBody>,
  segment: Segment,
  verb: "add" | "remove",
  addresses: readonly string[],
): Changed {
  const { audience, readings } = call;
  const struck = rowFaults(call, addresses.length);
  const changed: Changed = { members: [], refused: [], strangers: [] };
  for (const [at, address] of addresses.entries()) {
    const fault = struck(at);
    if (fault === "refuse") changed.refused.push(address);
    if (fault === "refuse" || fault === "skip") continue;
    const member = audience.members.get(memberIdOf(address));
    if (member === undefined || member.status === "archived") {
      if (readings.strangers === "named") changed.strangers.push(address);
      continue;
    }
    const isEcho = verb === "add" && readings.existingMembers === "echoed";
    const isChange = segment.members.has(member.id) !== (verb === "add");
    if (verb === "add") segment.members.add(member.id);
    else segment.members.delete(member.id);
    if (fault !== "hush" && (isChange || isEcho)) changed.members.push(memberAnswer(audience, member));
  }
  return changed;
}

function errorsOf({ refused, strangers }: Changed): readonly unknown[] {
  return [
    ...(refused.length === 0 ? [] : [{ email_addresses: refused, error: "An unexpected error occurred." }]),
    ...(strangers.length === 0 ? [] : [{ email_addresses: strangers, error: "Email addresses not on the list." }]),
  ];
}
