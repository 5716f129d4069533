/** The answers of Mailchimp that we read, checked at the edge. Fields we do not use are ignored. */
import { z } from "zod";
import { ContractError } from "../../domain/errors.ts";
import type { HttpResponse } from "../../platform/http.ts";
import { expectBodyOf, readBody } from "../kit/read-answer.ts";

/** Errors page, read 2026-11-22: application/problem+json. */
export const problemAnswer = z.object({
  title: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ field: z.string().optional(), message: z.string().optional() })).optional(),
});
export type Problem = z.infer<typeof problemAnswer>;

/** Empty fields come as `""`; an address field is an object. */
const mergeValues = z.record(z.string(), z.unknown());

export const memberAnswer = z.object({
  id: z.string(),
  email_address: z.string(),
  status: z.string(),
  merge_fields: mergeValues.optional(),
  tags: z.array(z.object({ id: z.number(), name: z.string() })).default([]),
});

const writtenMember = z.object({
  id: z.string(),
  email_address: z.string(),
  status: z.string().optional(),
  merge_fields: mergeValues.optional(),
});
export type WrittenMember = z.infer<typeof writtenMember>;

const rowError = z.object({
  email_address: z.string(),
  error: z.string().default(""),
  error_code: z.string().default(""),
  field: z.string().nullish(),
  field_message: z.string().nullish(),
});
export type RowError = z.infer<typeof rowError>;

/** Lists reference, "batch subscribe or unsubscribe": 200 with errors inside. */
export const batchAnswer = z.object({
  new_members: z.array(writtenMember),
  updated_members: z.array(writtenMember),
  errors: z.array(rowError).default([]),
});

export const segmentChange = z.object({
  members_added: z.array(writtenMember).default([]),
  members_removed: z.array(writtenMember).default([]),
  errors: z
    .array(z.object({ email_addresses: z.array(z.string()).default([]), error: z.string().default("") }))
    .default([]),
  // Of the counts at least one is there: an answer without any is no answer of this request.
  total_added: z.number(),
});

export const membersPage = z.object({
  members: z.array(z.object({ id: z.string(), email_address: z.string().optional() })),
  total_items: z.number().int(),
});

export const segmentAnswer = z.object({
  id: z.number().int(),
  name: z.string(),
  type: z.string(),
  member_count: z.number().int(),
});
export type SegmentAnswer = z.infer<typeof segmentAnswer>;

export const segmentsPage = z.object({ segments: z.array(segmentAnswer), total_items: z.number().int() });

export const tagsFound = z.object({ tags: z.array(z.object({ id: z.number().int(), name: z.string() })) });

export const mergeFieldAnswer = z.object({
  merge_id: z.number().int(),
  tag: z.string(),
  name: z.string(),
  type: z.string(),
  help_text: z.string().nullish(),
  options: z.object({ choices: z.array(z.string()).default([]) }).default({ choices: [] }),
});
export type MergeFieldAnswer = z.infer<typeof mergeFieldAnswer>;

export const mergeFieldsPage = z.object({ merge_fields: z.array(mergeFieldAnswer), total_items: z.number().int() });

const instant = z.iso.datetime({ offset: true });
const recipient = z.object({ email_id: z.string().min(1), email_address: z.string().nullish() });
export type Recipient = z.infer<typeof recipient>;

/** Reports and their fields as in clients generated from Mailchimp's published description (read 2026-11-29). */
const campaign = z.object({
  id: z.string().min(1),
  send_time: instant,
  settings: z.object({ title: z.string().nullish(), subject_line: z.string().nullish() }).nullish(),
});
export type CampaignAnswer = z.infer<typeof campaign>;
/** Of a report: null where it is not told. */
const counted = { total_items: z.number().int().nullable().catch(null) };
export const campaignsPage = z.object({ campaigns: z.array(campaign), ...counted });
export const sentToPage = z.object({ sent_to: z.array(recipient), ...counted });

const activity = z.object({
  action: z.string(),
  timestamp: instant,
  /** Of a bounce: `hard` or `soft`. */
  type: z.string().nullish(),
  /** Of a click. */
  url: z.string().nullish(),
});
export type Activity = z.infer<typeof activity>;
export const activityPage = z.object({
  emails: z.array(z.object({ ...recipient.shape, activity: z.array(activity).default([]) })),
  ...counted,
});
export const unsubscribedPage = z.object({
  unsubscribes: z.array(z.object({ ...recipient.shape, timestamp: instant })),
  ...counted,
});

export const accountAnswer = z.object({ account_id: z.string().min(1) });

/** Throws `ContractError` when the body is not JSON or has another shape. */
export function expectBody<Shape extends z.ZodType>(answer: HttpResponse, shape: Shape, what: string): z.output<Shape> {
  return expectBodyOf("Mailchimp", answer, shape, what);
}

export function unexpected(answer: HttpResponse, what: string): ContractError {
  const title = readBody(answer, problemAnswer)?.title;
  // A title is one of a known few, and never about a person; the detail may name one.
  const said = title !== undefined && /^[\w ]{1,60}$/u.test(title) ? ` (${title})` : "";
  return new ContractError("unexpected_answer", `Mailchimp answered ${what} with status ${answer.status}${said}.`, {
    remedy: "Check that the base URL is Mailchimp's and report the case with the version of Tierline.",
  });
}
