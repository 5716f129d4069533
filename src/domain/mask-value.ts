/** A cell as it may stand in a message: no address, no control character, not longer than a line can bear. */
import { ADDRESS_SIGN } from "./address-sign.ts";
import { visibleText } from "./visible-text.ts";

const VALUE_CHARACTERS_MAX = 60;
const ADDRESS = new RegExp(ADDRESS_SIGN, "iu");

/** A value with an address anywhere in it becomes `***@***` as a whole, since a name may stand beside the address. */
export function maskValue(value: string): string {
  if (ADDRESS.test(value)) return "***@***";
  const visible = visibleText(value);
  const characters = Array.from(visible);
  return characters.length <= VALUE_CHARACTERS_MAX
    ? visible
    : `${characters.slice(0, VALUE_CHARACTERS_MAX - 1).join("")}…`;
}
