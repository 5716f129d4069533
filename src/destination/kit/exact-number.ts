/** A decimal as JSON, digit for digit: a float would round what the warehouse computed (design: money is never a float). */

declare global {
  interface JSON {
    /** Part of V8 since Node 21; TypeScript's library does not know it yet. */
    rawJSON(text: string): object;
  }
}

const DECIMAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/u;

/** For `JSON.stringify`; undefined when the text is no plain decimal number. */
export function exactNumber(text: string): object | undefined {
  return DECIMAL.test(text) ? JSON.rawJSON(text) : undefined;
}
