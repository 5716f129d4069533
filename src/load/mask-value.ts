/** A cell as it may stand in a message: no address, no control character, not longer than a line can bear. */

const VALUE_CHARACTERS_MAX = 60;

/**
 * Whatever looks like an e-mail address becomes `***@***`, wherever it stands. Control and format characters (a terminal obeys
 * some) are shown as escapes.
 */
export function maskValue(value: string): string {
  const masked = value.replaceAll(/[^\s@,;<>"']*@[^\s@,;<>"']*/gu, "***@***");
  const visible = masked.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => escapeOf(character));
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
