/**
 * FNV-1a with 32 bits over UTF-16 code units on BigQuery. It has no aggregate that folds in an order, and a recursion may not
 * depend on a row outside: so it is a function, made for the one job that calls it, which needs no right and no dataset.
 * (Written out as nested expressions it took 16 kB for a text of 320 units, and refused longer ones.)
 */
const NAME = "tierline_fnv1a";

/** Between `{` and `}` of a function of `text` in JavaScript, which knows no 64-bit integers. */
export const FNV1A_BODY = `if (text === null) return null;
  let hash = 2166136261;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 16777619) >>> 0;
  return hash;`;

const DEFINITION = `create temp function ${NAME}(text string) returns float64 language js as r"""
  ${FNV1A_BODY}
""";
`;

export function fnv1a(textExpression: string): string {
  return `cast(${NAME}(${textExpression}) as int64)`;
}

/** A statement as it is sent: the function stands before it where it is called. */
export function withFunctions(text: string): string {
  return text.includes(`${NAME}(`) ? `${DEFINITION}${text}` : text;
}
