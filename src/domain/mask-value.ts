/** A cell as it may stand in a message: no address, no control character, not longer than a line can bear. */

const VALUE_CHARACTERS_MAX = 60;

/**
 * A value with an address anywhere in it becomes `***@***` as a whole, since a name may stand beside the address. Control
 * and format characters (a terminal obeys some) are shown as escapes.
 */
export function maskValue(value: string): string {
  if (/@|＠|%40/u.test(value)) return "***@***";
  const visible = value.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => escapeOf(character));
  const characters = Array.from(visible);
  return characters.length <= VALUE_CHARACTERS_MAX
    ? visible
    : `${characters.slice(0, VALUE_CHARACTERS_MAX - 1).join("")}…`;
}

function escapeOf(character: string): string {
  if (character === "\n") return "\\n";
  if (character === "\r") return "\\r";
  if (character === "\t") return "\\t";
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
