/** Mailchimp as a sync file names it. */
import { z } from "zod";
import type { DestinationType } from "../destination-type.ts";
import { readHttpsAddress } from "../kit/https-address.ts";
import { DEFAULTS, IMPATIENT, LISTS_AS } from "./options.ts";

const ownKeys = z.object({
  audience: z
    .string()
    .regex(/^[A-Za-z0-9]{1,40}$/u, "this must be an audience's id, as 1a2b3c4d5e.")
    .describe("The audience's id: Audience, Settings, Audience ID in Mailchimp."),
  lists_as: z
    .enum(LISTS_AS)
    .default("segments")
    .describe(
      "Whether the sync's lists are static segments, or tags: then a saved segment of the same name is no obstacle.",
    ),
});

export const MAILCHIMP: DestinationType = {
  name: "mailchimp",
  title: "Mailchimp",
  keys: z.strictObject({
    api_key: z.string().describe("{{ env_var('NAME') }}: the environment variable that holds the API key."),
    base_url: z
      .string()
      .describe(
        "https://us21.api.mailchimp.com, with the part after the key's dash. May use {{ env_var('NAME', 'default') }}.",
      ),
    ...ownKeys.shape,
  }),
  secrets: ["api_key"],
  address: { key: "base_url", read: readHttpsAddress },
  accountKeys: ["audience"],
  coolDownMs: DEFAULTS.coolDownMs,
  reservedProperties: ["email", "fname", "lname", "address", "phone"],
  identifiedBy: "address",
  canReadBack: true,
  create: async (parts) => {
    const { createMailchimp } = await import("./mailchimp.ts");
    const { secrets, address, coolDownMs, log, isImpatient } = parts;
    const { audience, lists_as: listsAs } = ownKeys.parse(parts.options);
    return createMailchimp({
      key: secrets["api_key"] ?? "",
      baseUrl: address,
      audience,
      listsAs,
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
