/** When the report is published, and when its digest is sent. */
import type { Schedule } from "../../domain/schedule.ts";
import type { Settings } from "../../config/settings.ts";
import type { ReportDelivery } from "../../journal/delivery-book.ts";

export interface ScheduledDelivery {
  readonly what: ReportDelivery;
  readonly schedule: Schedule;
}

/** Those that have times of their own. */
export function scheduledDeliveries({ report }: Pick<Settings, "report">): readonly ScheduledDelivery[] {
  const schedules = [
    { what: "report", schedule: report?.publish?.schedule ?? null },
    { what: "digest", schedule: report?.digest?.schedule ?? null },
  ] as const;
  return schedules.flatMap(({ what, schedule }) => (schedule === null ? [] : [{ what, schedule }]));
}
