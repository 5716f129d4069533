/** The last gate for text that leaves for a log or a message: whatever looks like an address in it is masked. */
import { ADDRESS_SIGN } from "./address-sign.ts";

/** It ends with a letter or a digit, so that the full stop of a sentence stays. */
const ADDRESS = new RegExp(`[^\\s"'<>,;()]+${ADDRESS_SIGN}[^\\s"'<>,;()]*[\\p{L}\\p{N}]`, "giu");

export function withoutAddresses(text: string): string {
  return text.replaceAll(ADDRESS, "***@***");
}
