/** Every request the stand-in knows, under `v3` and both dated styles. */
import { getAccount } from "./account.ts";
import { contactRoutes } from "./contact-routes.ts";
import { emailEventRoutes } from "./email-events.ts";
import { listRoutes } from "./list-routes.ts";
import { DATED_VERSIONS, noBody } from "./paths.ts";
import { propertyRoutes } from "./property-routes.ts";
import type { Route } from "./route.ts";
import { route } from "./route.ts";

/** The dated path is in the guide; any valid token may ask. */
const account = route({
  method: "GET",
  paths: ["v3", ...DATED_VERSIONS].map((version) => `/account-info/${version}/details`),
  scopes: [],
  isRead: true,
  body: noBody,
  handle: getAccount,
});

export const routes: readonly Route[] = [
  ...contactRoutes,
  ...listRoutes,
  ...propertyRoutes,
  ...emailEventRoutes,
  account,
];
