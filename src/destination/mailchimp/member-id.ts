import { createHash } from "node:crypto";

/**
 * How Mailchimp names a contact: "the MD5 hash of the lowercase version of the list member's email address" (list members
 * reference). Whoever knows the address can make it, so it is personal data like the address.
 */
export function memberIdOf(address: string): string {
  return createHash("md5").update(address.toLowerCase()).digest("hex");
}
