/** Makes the report anew and publishes it, or sends its digest. */
import type { Project } from "../../config/project.ts";
import { ConfigError, TransientError } from "../../domain/errors.ts";
import type { ReportDelivery } from "../../journal/delivery-book.ts";
import { calendarDay } from "../../report/figures.ts";
import type { Report } from "../../report/report.ts";
import { hasMarts } from "../wire.ts";
import type { World } from "../world.ts";
import { openReportPlace } from "./open-report-place.ts";

/** What was done, and what a channel said that did not take part: sentences for an operator. */
export interface Delivered {
  readonly done: string;
  readonly warnings: readonly string[];
}

/**
 * `ConfigError` `no_report_place`, `no_digest` where the settings name none; `TransientError` `report_without_build` where
 * the newest build is none to tell from; else as the place or the channels reject.
 */
export async function deliverReport(
  world: World,
  project: Project,
  what: ReportDelivery,
  report: Report,
): Promise<Delivered> {
  // A build that failed leaves marts of two instants: an empty page in place of yesterday's, or a week of nothing, helps nobody.
  if (report.asOf === null && (await hasMarts(world, project)))
    throw new TransientError(
      "report_without_build",
      "The newest build has not ended well, or there is none: no report is made from it.",
      { remedy: "What went out before stays. See why: tierline status. Then: tierline build, tierline report" },
    );
  return what === "report"
    ? { done: await publish(world, project, report), warnings: [] }
    : await digest(world, project, report);
}

async function publish(world: World, project: Project, report: Report): Promise<string> {
  const { settings, folder } = project;
  const { report: wanted, timeZone } = settings;
  const publishing = wanted?.publish ?? null;
  if (publishing === null)
    throw missing("no_report_place", "a place for the report", "report: {publish: {url: ./public}}");
  const { place, name, hasHistory } = publishing;
  const { publishReport } = await import("./publish-report.ts");
  const { renderReport } = await import("../../report/html/render-report.ts");
  const store = await openReportPlace(place, { environment: world.environment, folder });
  try {
    const nowMs = world.clock.nowMs();
    const day = hasHistory ? calendarDay(nowMs, timeZone) : null;
    const paths = await publishReport(store, renderReport(report), { name, day, nowMs });
    return `Published ${paths.toReversed().join(" and ")} at ${place.address}.`;
  } finally {
    await store.close();
  }
}

async function digest(world: World, project: Project, report: Report): Promise<Delivered> {
  const { report: wanted, alerts } = project.settings;
  const channels = wanted?.digest?.channels ?? alerts?.channels ?? [];
  if ((wanted?.digest ?? null) === null || channels.length === 0)
    throw missing("no_digest", "a channel for the digest", "report: {digest: {channels: […]}}");
  const { makeDigest } = await import("../../report/digest.ts");
  const { sendDigest } = await import("./send-digest.ts");
  const warnings = await sendDigest(world, channels, makeDigest(report), project);
  return { done: "Sent the digest.", warnings };
}

function missing(code: string, what: string, form: string): ConfigError {
  return new ConfigError(code, `tierline.yml does not name ${what}.`, {
    remedy: `Add it: ${form}; docs/report.md shows how.`,
  });
}
