/** The committed JSON Schemas of what others read and answer are made from the shapes of the code. `vitest -u` writes them. */
import { expect, test } from "vitest";
import { z } from "zod";
import { manifestSchema } from "../../src/destination/files/manifest.ts";
import { answerSchema } from "../../src/destination/webhook/answer.ts";
import { messageSchema } from "../../src/destination/webhook/message-schema.ts";

test.each([
  ["files-manifest", manifestSchema, "output"],
  ["webhook-message", messageSchema, "output"],
  ["webhook-answer", answerSchema, "input"],
] as const)("schemas/formats/ has the %s", async (name, schema, io) => {
  const made = `${JSON.stringify(z.toJSONSchema(schema, { io }), null, 2)}\n`;
  await expect(made).toMatchFileSnapshot(`../../schemas/formats/${name}.schema.json`);
});
