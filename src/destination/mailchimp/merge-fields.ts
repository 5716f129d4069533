/**
 * The contact place: a merge field for every property of the sync.
 *
 * What we made carries our help text and is ours to extend. Somebody else's field is filled when its type fits, and its
 * definition is never altered.
 */
import { ConfigError } from "../../domain/errors.ts";
import type { FoundPlace, TakenPlace } from "../../domain/place.ts";
import type { PropertyType } from "../../domain/sync.ts";
import type { HttpResponse } from "../../platform/http.ts";
import { isSuccess, readBody } from "../kit/read-answer.ts";
import { redact } from "../kit/redact.ts";
import { expectBody, mergeFieldAnswer, mergeFieldsPage, problemAnswer } from "./answers.ts";
import { unexpected } from "./answers.ts";
import type { MergeFieldAnswer } from "./answers.ts";
import type { MailchimpApi } from "./api.ts";
import { audienceGone } from "./audience.ts";
import type { TaggedProperty } from "./merge-values.ts";
import { ITEMS_PER_PAGE } from "./options.ts";
import type { MailchimpRequests, MergeFieldInput } from "./requests.ts";

export interface MergeFieldsOptions {
  readonly api: MailchimpApi;
  readonly requests: MailchimpRequests;
  readonly audience: string;
  readonly properties: readonly TaggedProperty[];
}

/** The sign that a field is ours. */
const OURS = "Written by Tierline; changes made here are overwritten.";

/** What we create, then what else of somebody's own takes the same values. */
const TYPES: Readonly<Record<PropertyType, readonly [MergeFieldInput["type"], ...string[]]>> = {
  string: ["text"],
  number: ["number"],
  date: ["date"],
  datetime: ["text"],
  enumeration: ["dropdown", "radio", "text"],
  bool: ["dropdown", "radio", "text"],
};

/** One request. Found as soon as one of the fields is there; the others are added when it is taken. */
export async function findContactPlace(options: MergeFieldsOptions): Promise<FoundPlace | undefined> {
  const there = await readFields(options);
  const isThere = options.properties.length === 0 || options.properties.some(({ tag }) => there.has(tag));
  for (const property of options.properties) checkUsable(property, there.get(property.tag));
  return isThere ? { listId: null, count: 0 } : undefined;
}

/** Reads and checks everything, then creates what is missing. Idempotent; a race is settled by reading again. */
export async function takeContactPlace(options: MergeFieldsOptions): Promise<TakenPlace> {
  const { properties } = options;
  const there = await readFields(options);
  for (const property of properties) checkUsable(property, there.get(property.tag));
  for (const property of properties) {
    const field = there.get(property.tag) ?? (await createField(options, property));
    await addChoices(options, property, field);
  }
  const isCreatedByUs = properties.length > 0 && properties.every(({ tag }) => !there.has(tag));
  return { listId: null, count: 0, isCreatedByUs };
}

async function readFields({ api, requests, audience }: MergeFieldsOptions): Promise<Map<string, MergeFieldAnswer>> {
  const fields = new Map<string, MergeFieldAnswer>();
  for (let total = Number.POSITIVE_INFINITY, offset = 0; offset < total; offset += ITEMS_PER_PAGE) {
    const answer = await api.ask(requests.mergeFields(offset));
    if (answer.status === 404) throw audienceGone(audience);
    if (!isSuccess(answer)) throw unexpected(answer, "the merge fields");
    const page = expectBody(answer, mergeFieldsPage, "the merge fields");
    for (const field of page.merge_fields) fields.set(field.tag, field);
    total = page.total_items;
  }
  return fields;
}

async function createField(options: MergeFieldsOptions, property: TaggedProperty): Promise<MergeFieldAnswer> {
  const [type] = TYPES[property.type];
  const choices = choicesOf(property);
  const answer = await options.api.ask(
    options.requests.createMergeField({
      tag: property.tag,
      name: property.label,
      type,
      required: false,
      public: false,
      help_text: OURS,
      ...(type === "dropdown" ? { options: { choices } } : {}),
    }),
  );
  if (isSuccess(answer)) return expectBody(answer, mergeFieldAnswer, `merge field ${property.tag}`);
  // Somebody else was first, perhaps an earlier request of ours whose answer was lost.
  const there = answer.status === 400 ? (await readFields(options)).get(property.tag) : undefined;
  if (there === undefined) throw refused(answer, `merge field ${property.tag}`);
  checkUsable(property, there);
  return there;
}

/** Choices left out of an update are dropped: the complete list goes along. */
async function addChoices(
  options: MergeFieldsOptions,
  property: TaggedProperty,
  field: MergeFieldAnswer,
): Promise<void> {
  const missing = choicesLacking(property, field);
  if (missing.length === 0) return;
  const complete = [...field.options.choices, ...missing];
  const answer = await options.api.ask(options.requests.updateChoices(field.merge_id, complete));
  if (!isSuccess(answer)) throw refused(answer, `new choices of merge field ${property.tag}`);
}

function checkUsable(property: TaggedProperty, field: MergeFieldAnswer | undefined): void {
  if (field === undefined) return;
  if (!TYPES[property.type].includes(field.type))
    throw new ConfigError(
      "property_type",
      `Merge field ${property.tag} is of type ${field.type} in Mailchimp, the sync says ${property.type} for ${property.name}.`,
      { remedy: "Change the type in the sync file, or give the property another name; Tierline creates its field." },
    );
  const missing = choicesLacking(property, field);
  if (field.help_text !== OURS && missing.length > 0)
    throw new ConfigError(
      "options_missing",
      `Merge field ${property.tag} belongs to somebody else and lacks the choices ${missing.join(", ")}.`,
      { remedy: "Add the choices in Mailchimp, or give the property another name; Tierline creates its field." },
    );
}

function choicesLacking(property: TaggedProperty, field: MergeFieldAnswer): readonly string[] {
  if (field.type !== "dropdown" && field.type !== "radio") return [];
  return choicesOf(property).filter((choice) => !field.options.choices.includes(choice));
}

function choicesOf({ type, options }: TaggedProperty): readonly string[] {
  return type === "bool" ? ["true", "false"] : options;
}

function refused(answer: HttpResponse, what: string): ConfigError {
  const problem = readBody(answer, problemAnswer);
  const words = redact(problem?.detail ?? problem?.title ?? "it did not say why", { secrets: [], personal: [] });
  return new ConfigError("property_refused", `Mailchimp refused ${what} with status ${answer.status}: ${words}`, {
    remedy: "Check the property's name, type and options in the sync file and how many merge fields the plan allows.",
  });
}
