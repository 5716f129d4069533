/** Batch create, update and upsert of contacts (destinations.md 1.2, 1.4). */
import { z } from "zod";
import type { Answer } from "../kit/answer.ts";
import type { ErrorAnswer } from "./answers.ts";
import { invalid } from "./answers.ts";
import type { RowOutcome } from "./batch.ts";
import { checkBatchSize, checkDuplicates, writeBatch } from "./batch.ts";
import { contactAnswer } from "./contact-answer.ts";
import type { Contact } from "./contact-store.ts";
import { normalizeKey } from "./contact-store.ts";
import { isConsentProperty } from "./property.ts";
import type { ValueProblem } from "./property-value.ts";
import { checkValue, unknownProperty } from "./property-value.ts";
import type { Call } from "./route.ts";

const properties = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const trace = z.string().min(1).optional();

export const createBody = z.strictObject({
  inputs: z.array(
    z.strictObject({ properties, objectWriteTraceId: trace, associations: z.array(z.never()).optional() }),
  ),
});
/** `idProperty` belongs to each input here, and to the top level in batch read (spec). */
export const keyedBody = z.strictObject({
  inputs: z.array(
    z.strictObject({ id: z.string().min(1), idProperty: z.string().optional(), properties, objectWriteTraceId: trace }),
  ),
});

type Given = z.infer<typeof properties>;
type KeyedInput = z.infer<typeof keyedBody>["inputs"][number];

export function createContacts(call: Call<z.infer<typeof createBody>>): Answer {
  const { inputs } = call.body;
  const wrong = checkBatchSize(inputs.length) ?? checkNames(call, inputs);
  if (wrong !== undefined) return wrong;
  return writeBatch(call, inputs, 201, (input) => create(call, input.properties, alreadyExists));
}

export function updateContacts(call: Call<z.infer<typeof keyedBody>>): Answer {
  return keyed(call, (input) => {
    const contact = found(call, input);
    if (contact !== undefined) return change(call, contact, input.properties);
    return call.readings.missingOnUpdate === "omitted" ? { kind: "silent" } : missing(input);
  });
}

/**
 * "Partial upserts are not supported when using `email` as the `idProperty`" (contacts guide): what partial means is not
 * defined there; here a row without `email` among its properties is refused.
 */
export function upsertContacts(call: Call<z.infer<typeof keyedBody>>): Answer {
  return keyed(call, (input) => {
    if (input.idProperty === "email" && input.properties["email"] === undefined) return partialUpsert;
    const contact = found(call, input);
    if (contact !== undefined) return withNew(change(call, contact, input.properties), false);
    if (input.idProperty === undefined) return missing(input);
    const given = { [input.idProperty]: input.id, ...input.properties };
    return withNew(create(call, given, conflict), true);
  });
}

function keyed(call: Call<z.infer<typeof keyedBody>>, write: (input: KeyedInput) => RowOutcome): Answer {
  const { inputs } = call.body;
  const ids = inputs.map(({ id, idProperty }) => `${idProperty ?? ""} ${normalizeKey(idProperty ?? "", id)}`);
  const wrong =
    checkBatchSize(inputs.length) ??
    checkIdProperties(call, inputs) ??
    checkDuplicates(ids, (id) => id.slice(id.indexOf(" ") + 1)) ??
    checkNames(call, inputs);
  if (wrong !== undefined) return wrong;
  return writeBatch(call, inputs, 200, write);
}

/** Wording of HubSpot/hubspot-api-nodejs issue 548. For record ids the property is left out, `hs_object_id` included. */
function checkIdProperties(call: Call<unknown>, inputs: readonly KeyedInput[]): Answer | undefined {
  for (const { idProperty } of inputs) {
    if (idProperty !== undefined && !call.portal.contacts.isUnique(idProperty)) {
      return invalid(`Unable to perform update/upsert by non-unique 0-1 property ${idProperty}`);
    }
  }
  return undefined;
}

/** A property that does not exist fails the whole batch, trace ids or not (seen in third-party code). */
function checkNames(call: Call<unknown>, inputs: readonly { readonly properties: Given }[]): Answer | undefined {
  const problems = new Map<string, ValueProblem>();
  for (const input of inputs) {
    for (const name of Object.keys(input.properties)) {
      if (isConsentProperty(name)) call.forbid(`write of property ${name}`);
      if (!call.portal.properties.has(name)) problems.set(name, unknownProperty(name));
    }
  }
  return problems.size === 0 ? undefined : invalid(notValid([...problems.values()]));
}

function found(call: Call<unknown>, { id, idProperty }: KeyedInput): Contact | undefined {
  const { contacts } = call.portal;
  return idProperty === undefined ? contacts.get(id) : contacts.find(idProperty, id);
}

function create(
  call: Call<unknown>,
  given: Given,
  whenTaken: (property: string, holder: Contact) => ErrorAnswer,
): RowOutcome {
  const blank = { id: "", properties: {}, additionalEmails: [], createdAtMs: call.nowMs, updatedAtMs: call.nowMs };
  return writeRow(call, blank, given, whenTaken);
}

function change(call: Call<unknown>, contact: Contact, given: Given): RowOutcome {
  return writeRow(call, contact, given, conflict);
}

function writeRow(
  call: Call<unknown>,
  before: Contact,
  given: Given,
  whenTaken: (property: string, holder: Contact) => ErrorAnswer,
): RowOutcome {
  const { contacts } = call.portal;
  const next: Record<string, string> = { ...before.properties };
  const problems: ValueProblem[] = [];
  for (const [name, value] of Object.entries(given)) {
    const property = call.portal.properties.get(name);
    const checked = property === undefined ? undefined : checkValue(property, value);
    if (checked === undefined) continue;
    if (!checked.ok) problems.push(checked.problem);
    else if (checked.value === "") delete next[name];
    else next[name] = checked.value;
  }
  if (problems.length > 0) return { kind: "failed", error: badRow(notValid(problems)) };
  for (const name of Object.keys(given)) {
    const value = next[name];
    if (value === undefined || value === before.properties[name] || !contacts.isUnique(name)) continue;
    const holder = contacts.find(name, value);
    if (holder !== undefined && holder.id !== before.id) {
      return { kind: "failed", error: whenTaken(name, holder) };
    }
  }
  const id = before.id === "" ? call.portal.nextRecordId() : before.id;
  const becamePrimary = before.additionalEmails.includes(next["email"] ?? "");
  const additionalEmails = becamePrimary
    ? before.additionalEmails.filter((address) => address !== next["email"])
    : before.additionalEmails;
  const contact = { ...before, id, properties: next, additionalEmails, updatedAtMs: call.nowMs };
  contacts.put(contact);
  return { kind: "written", result: answerTo(contact, given) };
}

/** A cleared property comes back as `""`: the type of an upsert's result in the vendor's client knows no null. */
function answerTo(contact: Contact, given: Given): ReturnType<typeof contactAnswer> {
  return contactAnswer(contact, Object.keys(given), "");
}

const partialUpsert: RowOutcome = {
  kind: "failed",
  error: badRow("Partial upserts are not supported when using email as the idProperty."),
};

function withNew(outcome: RowOutcome, isNew: boolean): RowOutcome {
  return outcome.kind === "written" ? { ...outcome, result: { ...outcome.result, new: isNew } } : outcome;
}

function missing(input: KeyedInput): RowOutcome {
  const error = {
    status: 404,
    category: "OBJECT_NOT_FOUND",
    message: "Object not found",
    context: { ids: [input.id] },
  };
  return { kind: "failed", error };
}

/** Wording of HubSpot/hubspot-api-python issue 51: only the first conflict is reported. */
function alreadyExists(property: string, holder: Contact): ErrorAnswer {
  if (property !== "email") return conflict(property, holder);
  return { status: 409, category: "CONFLICT", message: `Contact already exists. Existing ID: ${holder.id}` };
}

/** The code is seen in third-party code, the wording is from memory. */
function conflict(property: string, holder: Contact): ErrorAnswer {
  const message = `${holder.id} already has that value.`;
  return badRow(notValid([{ isValid: false, message, error: "CONFLICTING_UNIQUE_VALUE", name: property }]));
}

function badRow(message: string): ErrorAnswer {
  return { status: 400, category: "VALIDATION_ERROR", message };
}

/** The message embeds the problems as JSON (seen in third-party code). */
function notValid(problems: readonly ValueProblem[]): string {
  return `Property values were not valid: ${JSON.stringify(problems)}`;
}
