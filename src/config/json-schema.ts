/** JSON Schemas for editors, of the files that people write. */
import { z } from "zod";
import { settingsSchema } from "./settings-schema.ts";
import { syncSchema } from "./sync-schema.ts";

const SCHEMAS = { sync: syncSchema, tierline: settingsSchema } as const;

/** Draft 2020-12. Keys with a default are not required. */
export function jsonSchema(name: keyof typeof SCHEMAS): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(SCHEMAS[name], { io: "input" });
}
