/** An address as people may see it in a plan. */

/** `ann@example.com` → `a…@example.com`; what is no address becomes the ellipsis alone. */
export function maskAddress(address: string, ellipsis: string): string {
  const at = address.lastIndexOf("@");
  if (at < 1) return ellipsis;
  const [first = ""] = address;
  return `${first}${ellipsis}${address.slice(at)}`;
}
