/** Foreign text that a terminal cannot mistake for orders. */

/**
 * All that is not for reading: controls, formats (they turn the direction of a line), private and unassigned characters,
 * halves of a pair, ends of lines and paragraphs. Joiners are letters' business: Persian and family emoji need them.
 */
const UNREADABLE = /(?![\u200c\u200d])[\p{C}\p{Zl}\p{Zp}]/gu;

const NAMED: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Control characters as escapes that are seen: `\n`, `\x1b`, `\u{202e}`. The rest stays as it is. */
export function visibleText(text: string): string {
  return text.replaceAll(UNREADABLE, (character) => NAMED[character] ?? escapeOf(character.codePointAt(0) ?? 0));
}

function escapeOf(code: number): string {
  const digits = code.toString(16);
  return code < 0x100 ? `\\x${digits.padStart(2, "0")}` : `\\u{${digits}}`;
}
