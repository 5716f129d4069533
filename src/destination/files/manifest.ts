/**
 * What is said beside each file, in JSON: where it belongs, how many rows and bytes it has, and its SHA-256. A file counts
 * once its manifest is there: that is written last.
 */
import { z } from "zod";
import { ContractError } from "../../domain/errors.ts";

const columnSchema = z.strictObject({
  name: z.string().describe("The column's name."),
  type: z
    .enum(["text", "decimal2", "decimal9", "date", "instant", "boolean"])
    .describe("decimal2 and decimal9: exact, with two and nine decimals. instant: UTC."),
});

export const manifestSchema = z
  .strictObject({
    version: z.literal(1).describe("Of this form of manifest."),
    sync: z.string().describe("The sync that writes here."),
    target: z.string().describe("The target of profiles.yml that writes here: no other one may."),
    place: z.string().describe("The list's name in the sync file, or contacts."),
    audience: z.string().nullable().describe("The audience that fills the list; null for contacts."),
    content: z.enum(["changes", "snapshot"]).describe("What the file holds."),
    format: z.enum(["csv", "ndjson", "parquet"]).describe("How the file is written."),
    sequence: z.int().min(0).describe("1 for the first file here, one more for each file after it."),
    operation: z
      .enum(["enter", "update", "leave"])
      .nullable()
      .describe(
        "What the rows did that made the file; null where they did several things, and for a snapshot that nobody has entered.",
      ),
    rows: z.int().min(0).describe("Rows of the file, without a header."),
    at: z.string().describe("When the file was written: ISO 8601, UTC."),
    columns: z.array(columnSchema).describe("In the order of the file."),
    taken: z.int().nullable().describe("Tells one life of the place from an earlier one; null in its first run."),
    batch: z
      .string()
      .describe(
        "Names the batch of a file of changes: sent again it has the same name and makes no file. Empty for a snapshot.",
      ),
    file: z
      .strictObject({
        name: z.string().describe("In the folder of the manifest."),
        bytes: z.int().min(0),
        sha256: z.string().describe("64 hexadecimal digits."),
      })
      .nullable()
      .describe("Null before the first file of changes."),
  })
  .meta({ title: "The manifest of a file that Tierline wrote" });

export type Manifest = z.infer<typeof manifestSchema>;

/** `ContractError` `manifest_unreadable`. */
export function parseManifest(text: string, path: string): Manifest {
  const parsed = manifestSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new ContractError("manifest_unreadable", `${path} is no manifest of this version of Tierline.`, {
    remedy:
      "Put back the manifest as it was written, or give the place up so that everything is sent again: tierline release",
  });
}

export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
