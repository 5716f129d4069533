/** Klaviyo as a sync file names it. */
import { z } from "zod";
import type { DestinationType } from "../destination-type.ts";
import { readHttpsAddress } from "../kit/https-address.ts";
import { DEFAULTS, IMPATIENT, RESERVED_PROPERTIES } from "./options.ts";

export const KLAVIYO: DestinationType = {
  name: "klaviyo",
  title: "Klaviyo",
  keys: z.strictObject({
    key: z.string().describe("{{ env_var('NAME') }}: the environment variable that holds the private key."),
    base_url: z
      .string()
      .default(DEFAULTS.baseUrl)
      .describe("Where requests go. May use {{ env_var('NAME', 'default') }}."),
  }),
  secrets: ["key"],
  address: { key: "base_url", read: readHttpsAddress },
  accountKeys: [],
  coolDownMs: DEFAULTS.coolDownMs,
  reservedProperties: RESERVED_PROPERTIES,
  identifiedBy: "member",
  canReadBack: true,
  create: async (parts) => {
    const { createKlaviyo } = await import("./klaviyo.ts");
    const { secrets, address, coolDownMs, log, isImpatient } = parts;
    return createKlaviyo({
      key: secrets["key"] ?? "",
      baseUrl: address,
      properties: parts.properties,
      createContacts: parts.createContacts,
      budgetShare: parts.budgetShare,
      ...(coolDownMs === null ? {} : { coolDownMs }),
      clock: parts.clock,
      random: parts.random,
      send: parts.send,
      ...(isImpatient ? IMPATIENT : {}),
      ...(log === null ? {} : { log }),
    });
  },
};
