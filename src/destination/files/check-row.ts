/** Is every value of a row what its column can hold, exactly? Asked before a file is begun, so that one row harms no other. */
import type { Change } from "../../domain/change.ts";
import type { FileColumn } from "./columns.ts";

const DIGITS_MAX = 38;
const DECIMAL = /^-?(?<whole>\d+)(?:\.(?<part>\d+))?$/u;
const ADDRESS = /^[^\s@]+@[^\s@]+$/u;

/** The name of the column that cannot hold its value; undefined: all can. '' is no value. */
export function misfitOf({ address, properties }: Change, columns: readonly FileColumn[]): string | undefined {
  if (address !== null && !ADDRESS.test(address)) return "address";
  return columns.find(({ name, type }) => {
    const text = properties[name] ?? "";
    return text !== "" && !canHold(type, text);
  })?.name;
}

function canHold(type: FileColumn["type"], text: string): boolean {
  switch (type) {
    case "text":
      return true;
    case "decimal2":
      return isDecimal(text, 2);
    case "decimal9":
      return isDecimal(text, 9);
    case "date":
      return /^\d{4}-\d{2}-\d{2}$/u.test(text) && isDay(text);
    case "instant":
      return /^-?\d{1,14}$/u.test(text);
    case "boolean":
      return text === "true" || text === "false";
    default:
      return type satisfies never;
  }
}

/** Zeros at the end of the decimals take no room. */
function isDecimal(text: string, scale: number): boolean {
  const groups = DECIMAL.exec(text)?.groups;
  if (groups === undefined) return false;
  const whole = (groups["whole"] ?? "").replace(/^0+/u, "");
  const part = (groups["part"] ?? "").replace(/0+$/u, "");
  return part.length <= scale && whole.length <= DIGITS_MAX - scale;
}

/** A day that its month does not have becomes one of the next month. */
function isDay(text: string): boolean {
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).getUTCDate() === Number(text.slice(-2));
}
