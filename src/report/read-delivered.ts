/** What was delivered since an instant, place by place. */
import type { Sync } from "../domain/sync.ts";
import type { Place } from "../domain/place.ts";
import type { DeliveryCount } from "../journal/audience-reader.ts";
import { destinationTypeOf } from "../destination/destination-types.ts";
import type { Delivered, DeliveredDay } from "./report.ts";

/** Contacts first, then lists in the order of their numbers. Places that were given up are left out. */
export function readDelivered(
  counts: readonly DeliveryCount[],
  places: readonly Place[],
  syncs: readonly Sync[],
): readonly Delivered[] {
  return places
    .toSorted((a, b) => Number(a.kind === "list") - Number(b.kind === "list") || a.placeNo - b.placeNo)
    .flatMap((place) => {
      const sync = syncs.find(({ name }) => name === place.sync);
      const here = counts.filter(({ placeNo }) => placeNo === place.placeNo);
      if (sync === undefined || here.length === 0) return [];
      return [
        {
          sync: place.sync,
          destination: destinationTypeOf(sync).title,
          list: place.kind === "list" ? place.name : null,
          days: daysOf(here),
          added: sum(here.filter((one) => isAccepted(one) && one.op === "enter")),
          removed: sum(here.filter((one) => isAccepted(one) && one.op === "leave")),
          updated: sum(here.filter((one) => isAccepted(one) && one.op === "update")),
          refused: byReason(here.filter(({ outcome }) => outcome === "refused")),
        },
      ];
    });
}

/** A change that was accepted without a call changed nothing at the destination. */
function isAccepted({ outcome, reason }: DeliveryCount): boolean {
  return outcome === "accepted" && reason !== "kept" && reason !== "same_record";
}

function daysOf(counts: readonly DeliveryCount[]): readonly DeliveredDay[] {
  const accepted = counts.filter(isAccepted);
  const days = [...new Set(accepted.map(({ day }) => day))].toSorted((a, b) => a - b);
  return days.map((day) => {
    const here = accepted.filter((one) => one.day === day);
    const of = (op: "enter" | "leave"): number => sum(here.filter((one) => one.op === op));
    return { day, added: of("enter"), removed: of("leave") };
  });
}

function byReason(counts: readonly DeliveryCount[]): Readonly<Record<string, number>> {
  const reasons: Record<string, number> = {};
  for (const { reason, rows } of counts) reasons[reason ?? ""] = (reasons[reason ?? ""] ?? 0) + rows;
  return reasons;
}

function sum(counts: readonly DeliveryCount[]): number {
  return counts.reduce((total, { rows }) => total + rows, 0);
}
