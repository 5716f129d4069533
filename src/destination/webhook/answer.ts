/** What a receiver says of the rows of a message. docs/webhook.md and its schema say the same. */
import { z } from "zod";
import type { HttpResponse } from "../../platform/http.ts";

export const answerSchema = z
  .object({
    failed: z
      .array(
        z.object({
          id: z.string().describe("The id of a row of the message."),
          reason: z
            .string()
            .regex(/^[a-z][a-z0-9_]{0,59}$/u)
            .default("refused")
            .describe("Why, as a word for programs: lower case letters, digits, underscores."),
          message: z.string().optional().describe("Why, for people. Without personal data."),
          retryable: z
            .boolean()
            .default(false)
            .describe("True: the row was certainly not taken, and may be sent again by the next run."),
        }),
      )
      .describe("The rows that were not taken. All others were."),
  })
  .meta({ title: "What a receiver of Tierline's webhooks answers" });

export type FailedRow = z.infer<typeof answerSchema>["failed"][number];

/**
 * The rows that were not taken, by id. Undefined: the answer does not say so, be it that it is no such body, or that it
 * speaks of rows that were not in the message, or twice of one.
 */
export function readAnswer(
  { status, body }: HttpResponse,
  ids: ReadonlySet<string>,
): ReadonlyMap<string, FailedRow> | undefined {
  // "No content" is a word of its own in HTTP; an empty 200 is what any server in between may say.
  if (status === 204) return new Map();
  const parsed = answerSchema.safeParse(parseJson(body));
  if (!parsed.success) return undefined;
  const failed = new Map(parsed.data.failed.map((row) => [row.id, row]));
  const isOurs = failed.size === parsed.data.failed.length && [...failed.keys()].every((id) => ids.has(id));
  return isOurs ? failed : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
