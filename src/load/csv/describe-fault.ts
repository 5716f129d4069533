/** What is wrong with a malformed record, and what to do about it. */
import type { Fault, ScannedRecord } from "./csv-scanner.ts";
import type { Explanation } from "../explain-cell.ts";

export function describeFault(record: ScannedRecord, columns: number): Explanation {
  if (record.fault !== null && record.fault !== "fields") return explanations[record.fault];
  return {
    why: `It has ${record.fields} ${record.fields === 1 ? "field" : "fields"}, the header ${columns}.`,
    remedy:
      record.fields > columns
        ? "A value with a comma in it needs quotes around it, and a number a decimal point."
        : "Write every field, even if it is empty.",
  };
}

const explanations: Readonly<Record<Exclude<Fault, "fields">, Explanation>> = {
  open_quote: {
    why: "A quote is opened and never closed.",
    remedy: `Close it, or write "" for a quote inside a value.`,
  },
  after_quote: { why: "Something follows a closing quote.", remedy: `Write "" for a quote inside a quoted value.` },
  blank: { why: "It is blank.", remedy: "Take the line out: in a file of one column it may mean an empty value." },
  lone_cr: {
    why: "A carriage return stands alone.",
    remedy: "End lines in LF or CRLF, or put the value in quotes.",
  },
  nul: { why: "It holds a NUL character.", remedy: "Take it out where the file is made." },
  too_long: { why: "It is longer than 1 MiB.", remedy: "Look for a quote that is not closed." },
};
