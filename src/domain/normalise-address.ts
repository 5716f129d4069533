/** E-mail addresses, as they are compared everywhere. */

/** Trimmed and lower case; null for none. */
export function normaliseAddress(email: string | null): string | null {
  const address = email?.trim().toLowerCase() ?? "";
  return address === "" ? null : address;
}
