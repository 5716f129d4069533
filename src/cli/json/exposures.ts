import { z } from "zod";

/** `tierline exposures --json`. */
export const exposuresBody = z.strictObject({
  file: z.string(),
  changed: z.boolean().describe("False: it said all this already and was left as it is."),
  exposures: z.array(
    z.strictObject({ name: z.string(), sync: z.string(), destination: z.string(), depends_on: z.array(z.string()) }),
  ),
});

export type ExposuresBody = z.infer<typeof exposuresBody>;
