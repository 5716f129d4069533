/** Is every value of a row what its type says? Asked before a body is made, so that one row harms no other. */
import type { Change } from "../../domain/change.ts";
import type { SyncProperty } from "../../domain/sync.ts";

const FORMS: Readonly<Record<SyncProperty["type"], RegExp>> = {
  string: /^/u,
  enumeration: /^/u,
  number: /^-?\d+(?:\.\d+)?$/u,
  date: /^\d{4}-\d{2}-\d{2}$/u,
  datetime: /^-?\d{1,14}$/u,
  bool: /^(?:true|false)$/u,
};
const ADDRESS = /^[^\s@]+@[^\s@]+$/u;

/** The property, or `address`, whose value does not fit; undefined: all do. '' is no value. */
export function misfitOf({ address, properties }: Change, described: readonly SyncProperty[]): string | undefined {
  if (address !== null && !ADDRESS.test(address)) return "address";
  return described.find(({ name, type }) => {
    const text = properties[name] ?? "";
    return text !== "" && !FORMS[type].test(text);
  })?.name;
}
