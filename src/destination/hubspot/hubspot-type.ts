/** HubSpot as a sync file names it. */
import { z } from "zod";
import type { DestinationType } from "../destination-type.ts";
import { readHttpsAddress } from "../kit/https-address.ts";
import { DEFAULTS, IMPATIENT, MEMBER_ID_PROPERTY } from "./options.ts";

export const HUBSPOT: DestinationType = {
  name: "hubspot",
  title: "HubSpot",
  keys: z.strictObject({
    token: z.string().describe("{{ env_var('NAME') }}: the environment variable that holds the credential."),
    base_url: z
      .string()
      .default(DEFAULTS.baseUrl)
      .describe("Where requests go; for the sandbox its address. May use {{ env_var('NAME', 'default') }}."),
  }),
  secrets: ["token"],
  address: { key: "base_url", read: readHttpsAddress },
  accountKeys: [],
  coolDownMs: DEFAULTS.coolDownMs,
  reservedProperties: [MEMBER_ID_PROPERTY, "email"],
  identifiedBy: "member",
  canReadBack: true,
  create: async (parts) => {
    const { createHubSpot } = await import("./hubspot.ts");
    const { secrets, address, coolDownMs, sandboxState, log, isImpatient } = parts;
    return createHubSpot({
      token: secrets["token"] ?? "",
      baseUrl: address,
      properties: parts.properties,
      createContacts: parts.createContacts,
      budgetShare: parts.budgetShare,
      ...(coolDownMs === null ? {} : { coolDownMs }),
      ...(sandboxState === null ? {} : { sandboxState }),
      clock: parts.clock,
      random: parts.random,
      send: parts.send,
      ...(isImpatient ? IMPATIENT : {}),
      ...(log === null ? {} : { log }),
    });
  },
};
