import { z } from "zod";

/** An IANA name that this Node knows. */
export const timeZoneSchema = z
  .string()
  .refine(isTimeZone, "this is not a time zone of the IANA list, such as UTC or Europe/Berlin.");

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
