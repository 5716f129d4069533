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
          attributes: { test_account: true, timezone: "UTC", preferred_currency: "EUR", public_api_key: accountId },
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
