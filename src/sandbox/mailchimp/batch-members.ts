/**
 * Batch writes of contacts: up to 500, 200 with errors inside (lists reference, "batch subscribe or unsubscribe"; error codes
 * in the vendor's specification, texts seen in third-party code or from memory).
 */
import { z } from "zod";
import type { Answer } from "../kit/answer.ts";
import { shuffle } from "../kit/shuffle.ts";
import { invalid, ok } from "./answers.ts";
import { memberAnswer } from "./member-answer.ts";
import type { MemberAnswer } from "./member-answer.ts";
import type { Member, Status } from "./member.ts";
import { memberIdOf } from "./member.ts";
import { readMergeValue } from "./merge-value.ts";
import type { Call } from "./route.ts";
import { rowFaults } from "./row-faults.ts";

const MEMBERS_MAX = 500;
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/u;
const WRITABLE = ["subscribed", "unsubscribed", "cleaned", "pending", "transactional"] as const;

const memberBody = z.strictObject({
  email_address: z.string(),
  status: z.enum(WRITABLE).optional(),
  status_if_new: z.enum(WRITABLE).optional(),
  merge_fields: z.record(z.string(), z.unknown()).optional(),
});
type MemberBody = z.infer<typeof memberBody>;
export const batchBody = z.strictObject({
  members: z.array(memberBody),
  update_existing: z.boolean().optional(),
  sync_tags: z.boolean().optional(),
});
type BatchBody = z.infer<typeof batchBody>;

interface RowError {
  readonly email_address: string;
  readonly error: string;
  readonly error_code: "ERROR_CONTACT_EXISTS" | "ERROR_GENERIC";
  readonly field: string;
  readonly field_message: string;
}

type RowOutcome =
  | { readonly kind: "new" | "updated"; readonly answer: MemberAnswer }
  | { readonly kind: "failed"; readonly error: RowError }
  | { readonly kind: "silent" };

export function writeMembers(call: Call<BatchBody>): Answer {
  const { members, sync_tags: syncTags } = call.body;
  if (members.length === 0 || members.length > MEMBERS_MAX)
    return invalid(`members must hold 1 to ${MEMBERS_MAX} contacts; there are ${members.length}.`);
  if (syncTags === true) call.forbid("sync_tags");
  if (members.some(({ status }) => status !== undefined)) call.forbid("status");
  if (members.some(({ status_if_new: status }) => status !== undefined && status !== "transactional"))
    call.forbid("status_if_new");
  const struck = rowFaults(call, members.length);
  const seen = new Set<string>();
  const outcomes = members.flatMap((given, at): RowOutcome[] => {
    const fault = struck(at);
    if (fault === "skip") return [];
    if (fault === "refuse") return [failed(given, "An unexpected error occurred while saving this contact.")];
    const id = memberIdOf(given.email_address);
    if (seen.has(id)) return [failed(given, "This email address appears more than once in the request.")];
    seen.add(id);
    const outcome = writeOne(call, id, given);
    return fault === "hush" ? [] : [outcome];
  });
  return batchAnswer(call, outcomes);
}

function batchAnswer({ random }: Call<BatchBody>, outcomes: readonly RowOutcome[]): Answer {
  const answersOf = (kind: "new" | "updated"): readonly MemberAnswer[] =>
    shuffle(
      outcomes.flatMap((outcome) => (outcome.kind === kind ? [outcome.answer] : [])),
      random,
    );
  const [created, updated] = [answersOf("new"), answersOf("updated")];
  const errors = outcomes.flatMap((outcome) => (outcome.kind === "failed" ? [outcome.error] : []));
  return ok({
    new_members: created,
    updated_members: updated,
    errors: shuffle(errors, random),
    total_created: created.length,
    total_updated: updated.length,
    error_count: errors.length,
  });
}

function writeOne(call: Call<BatchBody>, id: string, given: MemberBody): RowOutcome {
  const { audience, readings } = call;
  const address = given.email_address;
  if (!ADDRESS.test(address)) return failed(given, "Please provide a valid email address.");
  if (audience.forgotten.has(id))
    return failed(
      given,
      `${address} was permanently deleted and cannot be re-imported. The contact must re-subscribe to get back on the list.`,
    );
  const there = audience.members.get(id);
  if (there === undefined) {
    const status = given.status ?? given.status_if_new;
    // "The API call does nothing for a new user without it" (VingtCinq/python-mailchimp #68); the text is from memory.
    if (status === undefined) return failed(given, "The status of a new contact must be given.");
    return save(call, { id, address, status, mergeFields: {}, lastChangedMs: call.nowMs }, given, "new");
  }
  if (call.body.update_existing !== true)
    return failed(given, `${address} is already a list member.`, { error_code: "ERROR_CONTACT_EXISTS" });
  const reading = readingOf(readings, there.status);
  if (reading === "silent") return { kind: "silent" };
  if (reading === "refused")
    return failed(
      given,
      `${address} is in a compliance state due to unsubscribe, bounce, or compliance review and cannot be subscribed.`,
    );
  const revived = reading === "revived" ? given.status_if_new : undefined;
  return save(call, { ...there, status: given.status ?? revived ?? there.status }, given, "updated");
}

function readingOf(readings: Call<BatchBody>["readings"], status: Status): string {
  if (status === "archived") return readings.archived;
  return status === "unsubscribed" || status === "cleaned" ? readings.compliance : "updated";
}

/** Fields the audience does not know are ignored in silence. */
function save(call: Call<BatchBody>, member: Member, given: MemberBody, kind: "new" | "updated"): RowOutcome {
  const { audience, nowMs } = call;
  const mergeFields = { ...member.mergeFields };
  const isSkipping = call.query.get("skip_merge_validation") === "true";
  for (const [tag, value] of Object.entries(given.merge_fields ?? {})) {
    const field = audience.mergeFields.get(tag);
    if (field === undefined) continue;
    const reading = readMergeValue(field, value);
    if (!reading.ok && isSkipping && call.readings.skipping === "values") continue;
    if (!reading.ok)
      return failed(given, "Your merge fields were invalid.", { field: tag, field_message: reading.message });
    if (reading.value === "") delete mergeFields[tag];
    else mergeFields[tag] = reading.value;
  }
  const lacking = [...audience.mergeFields.values()].find(
    ({ tag, isRequired }) => isRequired === true && mergeFields[tag] === undefined,
  );
  if (lacking !== undefined && !isSkipping)
    return failed(given, "Your merge fields were invalid.", {
      field: lacking.tag,
      field_message: "Please enter a value",
    });
  const saved = { ...member, mergeFields, lastChangedMs: nowMs };
  audience.members.set(saved.id, saved);
  return { kind, answer: memberAnswer(audience, saved) };
}

function failed({ email_address }: MemberBody, error: string, extra: Partial<RowError> = {}): RowOutcome {
  return {
    kind: "failed",
    error: { email_address, error, error_code: "ERROR_GENERIC", field: "", field_message: "", ...extra },
  };
}
