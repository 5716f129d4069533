/** Sync files are checked against a table of their own, since config may not import an adapter. */
import { expect, test } from "vitest";
import { DESTINATION_TYPES } from "../../../src/config/destination-type.ts";
import { DEFAULTS, MEMBER_ID_PROPERTY } from "../../../src/destination/hubspot/options.ts";

test("what a sync file must respect of HubSpot is what the adapter does", () => {
  const { baseUrl, coolDownMs, reservedProperties } = DESTINATION_TYPES.hubspot;
  expect({ baseUrl, coolDownMs }).toEqual({ baseUrl: DEFAULTS.baseUrl, coolDownMs: DEFAULTS.coolDownMs });
  expect(reservedProperties).toEqual([MEMBER_ID_PROPERTY, "email"]);
});
