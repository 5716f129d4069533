/** Merge fields: list, create, extend (merge fields reference; texts from memory). */
import { z } from "zod";
import type { Answer } from "../kit/answer.ts";
import { invalid, notFound, ok } from "./answers.ts";
import type { MergeField } from "./merge-field.ts";
import { mergeFieldAnswer, mergeFieldTypes } from "./merge-field.ts";
import { page, PAGE_QUERY } from "./pages.ts";
import type { Call, Route } from "./route.ts";
import { route } from "./route.ts";

const PATH = "/3.0/lists/:listId/merge-fields";
/** "Up to 80 per audience" on the largest plan (help page, from memory). */
const FIELDS_MAX = 80;

const optionsBody = z.strictObject({
  choices: z.array(z.string().min(1)).optional(),
  date_format: z.string().optional(),
});
const createBody = z.strictObject({
  tag: z.string().optional(),
  name: z.string().min(1),
  type: z.enum(mergeFieldTypes),
  required: z.literal(false).optional(),
  public: z.boolean().optional(),
  help_text: z.string().optional(),
  options: optionsBody.optional(),
});
const updateBody = z.strictObject({ options: optionsBody });

function listFields({ audience, query }: Call<undefined>): Answer {
  const fields = [...audience.mergeFields.values()].map((field) => mergeFieldAnswer(field, audience.id));
  return page("merge_fields", fields, query, { list_id: audience.id });
}

function createField({ audience, body }: Call<z.infer<typeof createBody>>): Answer {
  const mergeId = audience.nextMergeId();
  const tag = body.tag ?? `MMERGE${mergeId}`;
  if (!/^[A-Z][A-Z0-9_]{0,9}$/u.test(tag))
    return invalid("A merge tag has at most 10 letters, digits and underscores.", [
      { field: "tag", message: "Invalid merge tag" },
    ]);
  if (tag === "EMAIL" || audience.mergeFields.has(tag))
    return invalid(`A Merge Field with the tag "${tag}" already exists for this list.`);
  if (audience.mergeFields.size >= FIELDS_MAX) return invalid(`This list has ${FIELDS_MAX} merge fields already.`);
  const choices = body.options?.choices ?? [];
  if (["dropdown", "radio"].includes(body.type) && choices.length === 0) return invalid("This field needs choices.");
  const field: MergeField = {
    mergeId,
    tag,
    name: body.name,
    type: body.type,
    isPublic: body.public ?? false,
    helpText: body.help_text ?? "",
    choices,
  };
  audience.mergeFields.set(tag, field);
  return ok(mergeFieldAnswer(field, audience.id));
}

/** The given choices replace the old ones. */
function updateField({ audience, params, body }: Call<z.infer<typeof updateBody>>): Answer {
  const field = [...audience.mergeFields.values()].find(({ mergeId }) => String(mergeId) === params["mergeId"]);
  if (field === undefined) return notFound();
  const updated = { ...field, choices: body.options.choices ?? field.choices };
  audience.mergeFields.set(field.tag, updated);
  return ok(mergeFieldAnswer(updated, audience.id));
}

export const mergeFieldRoutes: readonly Route[] = [
  route({ method: "GET", path: PATH, isRead: true, query: PAGE_QUERY, body: z.undefined(), handle: listFields }),
  route({ method: "POST", path: PATH, isRead: false, body: createBody, handle: createField }),
  route({ method: "PATCH", path: `${PATH}/:mergeId`, isRead: false, body: updateBody, handle: updateField }),
];
