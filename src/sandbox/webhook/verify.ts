/**
 * Checks a signature as Standard Webhooks asks of receivers (github.com/standard-webhooks/standard-webhooks,
 * spec/standard-webhooks.md, read 2026-11-22): any of several signatures may fit, compared in constant time, and a
 * timestamp far from now is refused.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

const PREFIX = "whsec_";
/** The libraries of the specification allow five minutes to either side. */
const TOLERANCE_SECONDS = 300;

export type Verdict =
  | { readonly kind: "fits"; readonly id: string }
  | { readonly kind: "refused"; readonly why: string };

export function verify(headers: Headers, bodyText: string, secret: string, nowMs: number): Verdict {
  const id = headers.get("webhook-id");
  const stamp = headers.get("webhook-timestamp");
  const given = headers.get("webhook-signature");
  if (id === null || stamp === null || given === null) return { kind: "refused", why: "Missing required headers" };
  if (!/^\d{1,12}$/u.test(stamp)) return { kind: "refused", why: "Invalid Signature Headers" };
  const offBy = Number(stamp) - Math.floor(nowMs / 1000);
  if (offBy < -TOLERANCE_SECONDS) return { kind: "refused", why: "Message timestamp too old" };
  if (offBy > TOLERANCE_SECONDS) return { kind: "refused", why: "Message timestamp too new" };
  const key = Buffer.from(secret.slice(secret.startsWith(PREFIX) ? PREFIX.length : 0), "base64");
  const wanted = createHmac("sha256", key).update(`${id}.${stamp}.${bodyText}`).digest();
  const isSigned = given.split(" ").some((one) => {
    const [version, text = ""] = one.split(",");
    const bytes = Buffer.from(text, "base64");
    return version === "v1" && bytes.length === wanted.length && timingSafeEqual(bytes, wanted);
  });
  return isSigned ? { kind: "fits", id } : { kind: "refused", why: "No matching signature found" };
}
