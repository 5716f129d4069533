/** Everything a report tells, read from the newest build and the state. */
import { basename } from "node:path";
import { isoInstant } from "../platform/instant.ts";
import type { Report } from "../report/report.ts";
import { onMarts, readAudienceSights } from "./read-audience-sights.ts";
import type { Readings } from "./wire.ts";
import type { World } from "./world.ts";

const DELIVERED_DAYS = 30;

export async function readReport(world: World, readings: Readings): Promise<Report> {
  const { DAY_MS, readTierHistory } = await import("../report/read-tier-history.ts");
  const { readDelivered } = await import("../report/read-delivered.ts");
  const { project, journal, audiences: reader, syncs } = readings;
  const tiers = await onMarts(world, project, readTierHistory);
  const audiences = await readAudienceSights(world, readings);
  const asOf = tiers?.asOf ?? audiences.find((one) => one.asOf !== null)?.asOf ?? null;
  const endMs = asOf === null ? world.clock.nowMs() : Date.parse(asOf);
  const counts = await reader.deliveries(endMs - DELIVERED_DAYS * DAY_MS);
  return {
    title: project.settings.report?.title ?? basename(project.folder),
    target: project.target,
    timeZone: project.settings.timeZone,
    madeAt: isoInstant(world.clock.nowMs()),
    asOf,
    tiers,
    audiences,
    deliveredDays: DELIVERED_DAYS,
    delivered: readDelivered(counts, await journal.allPlaces(), syncs),
  };
}
