/** Whether two syncs write to one account, as far as their files tell. */
import { isDeepStrictEqual } from "node:util";
import { destinationTypeOf } from "../destination/destination-types.ts";
import type { Sync } from "../domain/sync.ts";

export function isSameAccount(one: Sync, other: Sync): boolean {
  return isDeepStrictEqual(accountKeysOf(one), accountKeysOf(other));
}

function accountKeysOf(sync: Sync): unknown {
  const { type, secrets, address, options } = sync.destination;
  return [type, secrets, address, destinationTypeOf(sync).accountKeys.map((key) => options[key])];
}
