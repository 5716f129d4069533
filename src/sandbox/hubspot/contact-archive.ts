/** Deleting contacts: carried out as documented, and counted, since Tierline never does it. */
import { z } from "zod";
import type { Answer } from "../kit/answer.ts";
import { noContent } from "./answers.ts";
import { checkBatchSize } from "./batch.ts";
import type { Call } from "./route.ts";

export const archiveBody = z.strictObject({ inputs: z.array(z.strictObject({ id: z.string().min(1) })) });

export function archiveContacts(call: Call<z.infer<typeof archiveBody>>): Answer {
  call.forbid("delete contacts");
  const wrong = checkBatchSize(call.body.inputs.length);
  if (wrong !== undefined) return wrong;
  for (const { id } of call.body.inputs) call.portal.removeContact(id);
  return noContent;
}

/** 204 whether or not there was one (from memory). */
export function archiveContact(call: Call<undefined>): Answer {
  call.forbid("delete contact");
  call.portal.removeContact(call.params["id"] ?? "");
  return noContent;
}
