/** The committed JSON Schemas of what commands print are made from the shapes in src/cli/json/. `vitest -u` writes them. */
import { expect, test } from "vitest";
import { DOCUMENT_NAMES, documentJsonSchema } from "../../src/cli/json/documents.ts";

test.each(DOCUMENT_NAMES)("schemas/json/ has the document of tierline %s", async (name) => {
  const made = `${JSON.stringify(documentJsonSchema(name), null, 2)}\n`;
  await expect(made).toMatchFileSnapshot(`../../schemas/json/${name.replace(" ", "-")}.schema.json`);
});
