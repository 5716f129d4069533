/**
 * What every destination must do, whatever happens on the way. Each adapter runs it with a harness on its stand-in, and
 * the part without faults against a real account.
 *
 * Receipts are held against the destination's own state: `accepted` means it is so, `refused` and `withheld` mean that
 * nothing happened to the row, `unsettled` that either may be. Late requests are let through before anybody looks.
 */
import { describe } from "vitest";
import { describeFaults } from "./destination-faults.contract.ts";
import { describeOperations, describeStops } from "./destination-operations.contract.ts";
import { describePeople } from "./destination-people.contract.ts";
import type { DestinationHarness, FaultyWorld } from "./destination-world.ts";

export function describeDestination(harness: DestinationHarness<FaultyWorld>): void {
  describeAccount(harness);
  describe(`${harness.name} in trouble`, () => describeFaults(harness));
}

/** The part that asks nothing of the network. */
export function describeAccount(harness: DestinationHarness): void {
  describe(`${harness.name} as a destination`, () => {
    describeOperations(harness);
    describePeople(harness);
    describeStops(harness);
  });
}
