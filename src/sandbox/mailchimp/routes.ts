/** Every request the stand-in knows. */
import { z } from "zod";
import { ok } from "./answers.ts";
import { memberRoutes } from "./member-routes.ts";
import { mergeFieldRoutes } from "./merge-field-routes.ts";
import { only } from "./pages.ts";
import { reportRoutes } from "./report-routes.ts";
import type { Route } from "./route.ts";
import { route } from "./route.ts";
import { segmentRoutes } from "./segment-routes.ts";

/** Root and ping references. */
const account = route({
  method: "GET",
  path: "/3.0/",
  isRead: true,
  query: ["fields"],
  body: z.undefined(),
  handle: ({ accountId, audience, query }) =>
    ok(
      only(
        { account_id: accountId, account_name: "Stand-in", total_subscribers: audience.members.size },
        query.get("fields"),
      ),
    ),
});

const ping = route({
  method: "GET",
  path: "/3.0/ping",
  isRead: true,
  body: z.undefined(),
  handle: () => ok({ health_status: "Everything's Chimpy!" }),
});

const audience = route({
  method: "GET",
  path: "/3.0/lists/:listId",
  isRead: true,
  query: ["fields"],
  body: z.undefined(),
  handle: ({ audience: { id, members }, query }) =>
    ok(only({ id, name: "Stand-in audience", stats: { member_count: members.size } }, query.get("fields"))),
});

export const routes: readonly Route[] = [
  account,
  ping,
  audience,
  ...memberRoutes,
  ...mergeFieldRoutes,
  ...segmentRoutes,
  ...reportRoutes,
];
