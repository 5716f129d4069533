/**
 * A profile as a request gives it (schema ProfileUpsertQueryResourceObject and ProfilePartialUpdateQuery of the
 * specification, revision 2026-07-15). Unknown fields are refused; that is the stand-in's own strictness.
 */
import { z } from "zod";

const text = z.string().nullable().optional();

const properties = z.record(z.string(), z.json()).nullable().optional();

export const ProfileInput = z.strictObject({
  type: z.literal("profile"),
  id: text,
  attributes: z.strictObject({
    email: text,
    phone_number: text,
    external_id: text,
    first_name: text,
    last_name: text,
    organization: text,
    locale: text,
    title: text,
    image: text,
    properties,
  }),
  meta: z
    .strictObject({
      patch_properties: z
        .strictObject({
          append: z.record(z.string(), z.json()).nullable().optional(),
          unappend: z.record(z.string(), z.json()).nullable().optional(),
          unset: z
            .union([z.string(), z.array(z.string())])
            .nullable()
            .optional(),
        })
        .nullable()
        .optional(),
    })
    .nullable()
    .optional(),
});
export type GivenProfile = z.infer<typeof ProfileInput>;

/** Whether a text can be an address: one sign, something before it, a dot in what follows. */
export function isAddress(address: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/u.test(address);
}

export function unsetNames({ meta }: GivenProfile): readonly string[] {
  const unset = meta?.patch_properties?.unset ?? [];
  return typeof unset === "string" ? [unset] : unset;
}
