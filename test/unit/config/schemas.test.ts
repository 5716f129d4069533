/** The committed JSON Schemas are what editors check files against: they must be the schemas that we check with. */
import { expect, test } from "vitest";
import { jsonSchema } from "../../../src/config/json-schema.ts";

test.each(["sync", "tierline"] as const)("schemas/%s.schema.json is made from the zod schema", async (name) => {
  const made = `${JSON.stringify(jsonSchema(name), null, 2)}\n`;
  await expect(made).toMatchFileSnapshot(`../../../schemas/${name}.schema.json`);
});
