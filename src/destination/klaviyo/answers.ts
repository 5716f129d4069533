/** The answers of Klaviyo that we read, checked at the edge. Fields we do not use are ignored. */
import { z } from "zod";
import type { HttpResponse } from "../../platform/http.ts";
import { expectBodyOf } from "../kit/read-answer.ts";

const errorObject = z.object({
  code: z.string().optional(),
  title: z.string().optional(),
  detail: z.string().optional(),
  source: z.object({ pointer: z.string().nullish() }).nullish(),
  meta: z.object({ duplicate_profile_id: z.string().optional() }).nullish(),
});
export type VendorError = z.infer<typeof errorObject>;
export const vendorErrors = z.object({ errors: z.array(errorObject) });

const links = z.object({ next: z.string().nullish() }).nullish();

const profile = z.object({
  id: z.string(),
  attributes: z.object({ email: z.string().nullish(), external_id: z.string().nullish() }),
});
export type ProfileAnswer = z.infer<typeof profile>;
export const profilePage = z.object({ data: z.array(profile), links });
export const profileAnswer = z.object({ data: profile });
export const memberPage = z.object({ data: z.array(z.object({ id: z.string() })), links });

export const jobAnswer = z.object({
  data: z.object({
    id: z.string().min(1),
    attributes: z.object({ status: z.enum(["queued", "processing", "complete", "cancelled"]) }),
  }),
});

/** `original_payload` is nullable; that it may be the whole profile or its attributes is ours to bear. */
const importError = z.object({
  attributes: z.object({
    code: z.string().default("unknown"),
    title: z.string().default(""),
    detail: z.string().default(""),
    original_payload: z
      .object({
        id: z.string().nullish(),
        external_id: z.string().nullish(),
        attributes: z.object({ external_id: z.string().nullish() }).nullish(),
      })
      .nullish(),
  }),
});
export type ImportErrorAnswer = z.infer<typeof importError>;
export const importErrorPage = z.object({ data: z.array(importError), links });

/** A segment has these too. */
const list = z.object({
  id: z.string(),
  attributes: z.object({ name: z.string().nullish(), profile_count: z.number().int().nullish() }),
});
export const listAnswer = z.object({ data: list });
export const listPage = z.object({ data: z.array(list), links });

/** Its name is nullable. */
const metric = z.object({
  id: z.string().min(1),
  attributes: z.object({ name: z.string().nullish(), integration: z.object({ name: z.string().nullish() }).nullish() }),
});
export const metricPage = z.object({ data: z.array(metric), links });

const event = z.object({
  id: z.string().min(1),
  attributes: z.object({
    datetime: z.iso.datetime({ offset: true }),
    event_properties: z.record(z.string(), z.unknown()).nullish(),
  }),
  relationships: z.object({ profile: z.object({ data: z.object({ id: z.string() }).nullish() }).nullish() }).nullish(),
});
export type EventAnswer = z.infer<typeof event>;
export const eventPage = z.object({ data: z.array(event), included: z.array(profile).default([]), links });

export const accountsAnswer = z.object({ data: z.array(z.object({ id: z.string().min(1) })).length(1) });

/** Throws `ContractError` when the body is not JSON or has another shape. */
export function expectBody<Shape extends z.ZodType>(answer: HttpResponse, shape: Shape, what: string): z.output<Shape> {
  return expectBodyOf("Klaviyo", answer, shape, what);
}

/** The cursor in a `links.next`; its host is never asked. */
export function cursorOf(next: string | null | undefined): string | undefined {
  if (next === null || next === undefined) return undefined;
  return URL.parse(next, "https://a.klaviyo.com")?.searchParams.get("page[cursor]") ?? undefined;
}
