/** HTML that was put together safely: every text that comes from elsewhere is escaped where it is put in. */
import { visibleText } from "../../domain/visible-text.ts";

export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Part = Markup | string | number | null | readonly Part[];

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A template: what stands in it is HTML, what is put in is text unless it is `Markup`; null is nothing. */
export function markup(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(texts.map((text, index) => text + render(parts[index] ?? null)).join(""));
}

function render(part: Part): string {
  if (part === null) return "";
  if (part instanceof Markup) return part.text;
  if (typeof part === "object") return part.map(render).join("");
  return escapeText(String(part));
}

/** Control characters, and those that turn the direction of what follows, are shown as escapes. */
function escapeText(text: string): string {
  return visibleText(text).replaceAll(/[&<>"']/gu, (letter) => ESCAPES[letter] ?? letter);
}
