/** What a vendor makes impossible: such a test is skipped, and its name says why. docs/destinations.md has the table. */
import { test } from "vitest";
import type { DestinationHarness } from "./destination-world.ts";

export type Impossible =
  /** People put contacts there who are none of ours. */
  | "strangers"
  /** A contact is known by its address besides our id. */
  | "addresses"
  /** Contacts may be there that we must not add to. */
  | "not_creating"
  /** People delete contacts, and they are gone. */
  | "deletion"
  /** People make one contact of two. */
  | "merging"
  /** Which records were merged into one is told. */
  | "merging_told"
  /** People write our id onto another record. */
  | "giving_ids"
  /** A value that one row may not have. */
  | "bad_values"
  /** A credential that is revoked. */
  | "credentials"
  /** A contact that leaves stays there, without our properties. */
  | "remaining"
  /** Somebody can ask who is there. */
  | "reading";

/** A test that asks for all of these. */
export function testWith(
  harness: DestinationHarness,
  needs: readonly Impossible[],
  name: string,
  work: () => Promise<void>,
): void {
  const why = needs.flatMap((need) => harness.impossible?.[need] ?? []);
  test.skipIf(why.length > 0)(why.length > 0 ? `${name} (cannot be: ${why.join("; ")})` : name, work);
}
