/** Pieces of GitHub-flavoured Markdown, in which no name can be anything but a name. */
import { visibleText } from "../../domain/visible-text.ts";

/** Of a name; a longer one is cut. */
const NAME_CHARACTERS_MAX = 80;

/**
 * A name as code, where GitHub links no mention and no issue. All that is not letter, number, blank or hyphen is
 * written by its number: so nothing is markup, a pipe ends no cell, and a line's end ends no row.
 */
export function codeOf(name: string): string {
  const characters = Array.from(visibleText(name));
  const isLong = characters.length > NAME_CHARACTERS_MAX;
  return `<code>${written(isLong ? `${characters.slice(0, NAME_CHARACTERS_MAX - 1).join("")}…` : characters.join(""))}</code>`;
}

/** The same, for a sentence: not as code. Its lines become one. A mention is broken by a character without width. */
export function plainText(text: string): string {
  return written(visibleText(text.replaceAll(/\s+/gu, " "))).replaceAll("&#64;", "&#64;&#8203;");
}

function written(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}\p{M} …-]/gu, (character) => `&#${character.codePointAt(0) ?? 0};`);
}

export interface MarkdownColumn {
  readonly title: string;
  readonly align?: "right";
}

/** `rowsMax`: the rest is counted below. Cells are Markdown already. */
export function markdownTable(
  columns: readonly MarkdownColumn[],
  rows: readonly (readonly string[])[],
  rowsMax: number,
): string {
  const more = rows.length - rowsMax;
  return [
    line(columns.map(({ title }) => title)),
    line(columns.map(({ align }) => (align === "right" ? "---:" : "---"))),
    ...rows.slice(0, rowsMax).map(line),
    ...(more > 0 ? ["", `and ${more} more`] : []),
  ].join("\n");
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

export function folded(summary: string, content: string): string {
  return `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`;
}
