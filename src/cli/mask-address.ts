/** Addresses, and ids that are addresses, as people may see them. Documents and CSV keep ids exact: they are data. */
import { ADDRESS_SIGN } from "../domain/address-sign.ts";

/** `ann@example.com` → `a…@example.com`; what is no address becomes the ellipsis alone. */
export function maskAddress(address: string, ellipsis: string): string {
  const at = address.lastIndexOf("@");
  if (at < 1) return ellipsis;
  const [first = ""] = address;
  return `${first}${ellipsis}${address.slice(at)}`;
}

/** An id as it is, but masked like an address where it looks like one, however its sign is written. */
export function maskId(id: string, ellipsis: string): string {
  const at = [...id.matchAll(new RegExp(ADDRESS_SIGN, "giu"))].at(-1)?.index ?? 0;
  if (at < 1) return id;
  const [first = ""] = id;
  return `${first}${ellipsis}${id.slice(at)}`;
}
