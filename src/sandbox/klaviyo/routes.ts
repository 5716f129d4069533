/** Every request the stand-in knows. */
import { z } from "zod";
import { ok } from "./answers.ts";
import { eventRoutes } from "./event-routes.ts";
import { jobRoutes } from "./job-routes.ts";
import { listRoutes } from "./list-routes.ts";
import { profileRoutes } from "./profile-routes.ts";
import type { Route } from "./route.ts";
import { route } from "./route.ts";
import { segmentRoutes } from "./segment-routes.ts";

const CONTACT = {
  default_sender_name: "Stand-in",
  default_sender_email: "shop@example.com",
  website_url: null,
  organization_name: "Stand-in",
  street_address: { address1: null, address2: null, city: "", region: null, country: null, zip: null },
};

/** A private key belongs to one account (specification: Get Accounts). */
const accounts = route({
  method: "GET",
  path: "/api/accounts",
  scopes: ["accounts:read"],
  tier: "XS",
  query: ["fields[account]"],
  body: z.undefined(),
  handle: ({ accountId }) =>
    ok({
      data: [
        {
          type: "account",
          id: accountId,
          attributes: {
            test_account: true,
            contact_information: CONTACT,
            industry: null,
            timezone: "UTC",
            preferred_currency: "EUR",
            public_api_key: accountId,
            locale: "en-GB",
          },
          links: { self: `https://a.klaviyo.com/api/accounts/${accountId}` },
        },
      ],
    }),
});

export const routes: readonly Route[] = [
  accounts,
  ...profileRoutes,
  ...jobRoutes,
  ...listRoutes,
  ...segmentRoutes,
  ...eventRoutes,
];
