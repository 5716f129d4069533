/** An audience as its JSON document tells it. */
import type { AudienceRoute, AudienceSight } from "../../report/audience-sight.ts";
import type { AudienceShape } from "../json/audiences.ts";

export function describeAudience(sight: AudienceSight): AudienceShape {
  return {
    model: sight.model,
    audience: sight.name,
    meaning: sight.meaning,
    size: sight.size,
    as_of: sight.asOf,
    earlier: sight.earlier.map(({ daysAgo, size, at, from }) => ({ days_ago: daysAgo, size, at, from })),
    goes_to: sight.routes.map(describeRoute),
  };
}

function describeRoute(route: AudienceRoute): AudienceShape["goes_to"][number] {
  const { sync, destination, list, listId, placeNo, funnel, listed, lastDeliveredAt, isPaused, notSent } = route;
  return {
    sync,
    destination,
    list,
    list_id: listId,
    place: placeNo,
    paused: isPaused,
    funnel:
      funnel === null
        ? null
        : {
            named: funnel.named,
            suppressed: funnel.suppressed,
            no_consent: funnel.noConsent,
            held_out: funnel.heldOut,
            sendable: funnel.sendable,
            addressed: funnel.addressed,
            matched: funnel.matched,
            on_list: funnel.onList,
          },
    on_list: listed,
    last_delivered_at: lastDeliveredAt,
    not_sent: notSent.map((one) => ({ ...one })),
  };
}
