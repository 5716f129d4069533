/** Why a cell could not be read, and what to write instead. */
import { closestName } from "../domain/closest-name.ts";
import { STATUSES } from "./parse-cells.ts";
import type { ColumnKind } from "./raw-tables.ts";

export interface Explanation {
  readonly why: string;
  readonly remedy: string;
}

/** `cell` is what stands in the file, blanks included; null when nothing does. */
export function explainCell(kind: ColumnKind, cell: string | null): Explanation {
  const text = cell?.trim() ?? "";
  if (text === "") return { why: "It is missing.", remedy: "Every row needs a value here." };
  if (kind === "amount") return explainAmount(text);
  if (kind === "instant") return explainInstant(text);
  const meant = closestName(text, STATUSES);
  return {
    why: `It is neither ${STATUSES.join(" nor ")}.`,
    remedy: meant === undefined ? `Write ${STATUSES.join(" or ")}.` : `Did you mean ${meant}?`,
  };
}

function explainAmount(text: string): Explanation {
  if (/^-?\d+,\d+$/.test(text))
    return { why: "It has a comma.", remedy: `Write a decimal point, and nothing between thousands.` };
  if (/^-?\d{1,3}([, ' ]\d{3})+([.,]\d+)?$/.test(text))
    return { why: "Its thousands are separated.", remedy: "Write digits and a decimal point only, as 1234.50." };
  if (/^[+-]?[\d.]+e[+-]?\d+$/i.test(text))
    return { why: "It has an exponent.", remedy: "Write the digits out, as 1000." };
  if (/^-?\d+\.\d{5,}$/.test(text))
    return { why: "It has more than 4 decimals.", remedy: "Round it to 4 decimals where it is made." };
  if (/^-?\d{11,}(\.\d*)?$/.test(text))
    return { why: "It has more than 10 digits before the point.", remedy: "Check the amount." };
  return { why: "It is no plain decimal number.", remedy: "Write digits with at most 4 decimals, as 12.50." };
}

function explainInstant(text: string): Explanation {
  const date = /^(\d{4})-(\d{2})-(\d{2})/.exec(text);
  if (date === null)
    return {
      why: "It is no ISO 8601 instant.",
      remedy: "Write it as 2024-05-01T10:00:00Z or with an offset, as +02:00.",
    };
  const [matched, year, month, day] = date;
  if (!isDay(Number(year), Number(month), Number(day)))
    return { why: "There is no such day.", remedy: "Check the month and the day; the order is year, month, day." };
  const rest = text.slice(matched.length);
  if (rest === "")
    return { why: "It has no time of day.", remedy: `Add it; if midnight UTC is meant, write ${matched}T00:00:00Z.` };
  if (/\.\d{7,}/.test(rest))
    return { why: "It is finer than a microsecond.", remedy: "Write at most 6 digits after the second's point." };
  if (Number(year) < 1900 || Number(year) > 9899)
    return { why: "Its year is not between 1900 and 9899.", remedy: "Check the year; leave an unknown instant blank." };
  return {
    why: "Its time of day or offset cannot be read.",
    remedy: "Write hours to 23, minutes and seconds to 59, then Z, an offset as +02:00, or nothing for UTC.",
  };
}

function isDay(year: number, month: number, day: number): boolean {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day >= 1 && day <= (days[month - 1] ?? 0);
}
