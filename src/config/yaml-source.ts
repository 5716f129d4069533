/** A YAML file that remembers where each value stands, so that errors can point at it. */
import {
  LineCounter,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  parseDocument,
  type Document,
  type Node,
} from "yaml";
import type { Problem, SourceLocation } from "../domain/errors.ts";

/** Keys and indexes from the top of the file. */
export type YamlPath = readonly (string | number)[];

export interface YamlSource {
  /** As messages name it: relative to the project where possible. */
  readonly file: string;
  /** The plain value; null for an empty file. Only meaningful without `problems`. */
  readonly value: unknown;
  /** Broken syntax, duplicate keys. */
  readonly problems: readonly Problem[];
  /** Where the value at a path stands, or its key; the nearest parent when it is missing. */
  locate(path: YamlPath, part?: "key" | "value"): SourceLocation;
  /** Where the text at an offset inside the scalar at a path stands. */
  locateText(path: YamlPath, text: string): SourceLocation;
}

/** Lines that never stand in a message, whatever is wrong with them. */
const SECRET_LINE = /token|secret|password|passwd|credential|private|api_?key|:\/\/[^\s/]*@/iu;
const TEXT_LENGTH_MAX = 160;
/** Enough for anchors in earnest, too few for a document that explodes. */
const ALIASES_MAX = 100;

/**
 * @param isSecret true for files whose lines are never shown, as profiles
 */
export function readYaml(file: string, text: string, { isSecret = false } = {}): YamlSource {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const lines = text.split(/\r?\n/u);

  const locationAt = (offset: number): SourceLocation => {
    const { line, col } = lineCounter.linePos(offset);
    const shown = lines[line - 1] ?? "";
    // The line before may name the secret that stands on this one.
    const mayHoldSecret = isSecret || SECRET_LINE.test(shown) || SECRET_LINE.test(lines[line - 2] ?? "");
    if (mayHoldSecret || shown.trim() === "" || shown.length > TEXT_LENGTH_MAX) return { file, line, column: col };
    return { file, line, column: col, text: shown };
  };
  const offsetOf = (path: YamlPath, part: "key" | "value"): number => offsetAt(document, path, part);

  const problems = document.errors.slice(0, 20).map((error): Problem => ({
    code: error.code === "DUPLICATE_KEY" ? "duplicate_key" : "yaml_syntax",
    message: error.code === "DUPLICATE_KEY" ? "This key stands here twice." : "This is not valid YAML here.",
    remedy: error.code === "DUPLICATE_KEY" ? "Keep one of the two." : describeSyntax(error.code),
    location: locationAt(error.pos[0]),
  }));
  const { value, problem } = problems.length > 0 ? { value: null, problem: undefined } : toValue(document, file);
  return {
    file,
    value,
    problems: problem === undefined ? problems : [problem],
    locate: (path, part = "value") => locationAt(offsetOf(path, part)),
    locateText: (path, wanted) => {
      const start = offsetOf(path, "value");
      const found = text.indexOf(wanted, start);
      return locationAt(found === -1 ? start : found);
    },
  };
}

function toValue(document: Document.Parsed, file: string): { value: unknown; problem: Problem | undefined } {
  try {
    return { value: document.toJS({ maxAliasCount: ALIASES_MAX }), problem: undefined };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const problem = {
      code: "yaml_syntax",
      message: "Too many aliases.",
      remedy: "Write the values out.",
      location: { file },
    };
    return { value: null, problem };
  }
}

/** The library's own sentences quote the file, so only its codes are used. */
function describeSyntax(code: string): string {
  if (code === "BAD_INDENT" || code === "BLOCK_AS_IMPLICIT_KEY") return "Check the indentation and unclosed brackets.";
  if (code === "TAB_AS_INDENT") return "Indent with spaces, not tabs.";
  if (code === "MISSING_CHAR") return "A quote, bracket or colon is missing.";
  if (code === "MULTIPLE_DOCS") return "Write one document per file: remove the line with ---.";
  return "Check quotes, brackets, colons and the indentation.";
}

function offsetAt(document: Document.Parsed, path: YamlPath, part: "key" | "value"): number {
  let offset = document.contents?.range[0] ?? 0;
  let node: unknown = document.contents;
  for (const [depth, step] of path.entries()) {
    const isLast = depth === path.length - 1;
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
      );
      if (pair === undefined) return offset;
      const key: unknown = pair.key;
      if (isNode(key)) offset = startOf(key, offset);
      if (isLast && part === "key") return offset;
      node = pair.value;
    } else if (isCollection(node)) node = node.items[Number(step)];
    else return offset;
    if (isNode(node)) offset = startOf(node, offset);
  }
  return offset;
}

function startOf(node: Node, otherwise: number): number {
  return node.range?.[0] ?? otherwise;
}
