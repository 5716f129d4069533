/** Whether what alerts and the report need is set, and the report's place is there. Nothing is sent or written. */
import type { ChannelSettings } from "../../config/alerts-schema.ts";
import { asTierlineError } from "../../engine/exit-code.ts";
import { openChannel } from "../alerts/open-channels.ts";
import { counted } from "../picture/number.ts";
import { openReportPlace } from "../report/open-report-place.ts";
import type { Check, Finding } from "./check.ts";
import { failures, fine } from "./finding.ts";
import type { Subject } from "./subject.ts";

export function checkAlerts(subject: Subject): Check {
  return {
    name: "alerts",
    sync: null,
    run: async () => checkAll(subject, (await subject.project()).settings.alerts?.channels ?? [], "of alerts"),
  };
}

/** `isOffline`: a place on another machine is not asked. */
export function checkReport(subject: Subject, isOffline: boolean): Check {
  return {
    name: "report",
    sync: null,
    run: async () => {
      const { settings, folder } = await subject.project();
      const { publish, digest } = settings.report ?? { publish: null, digest: null };
      const found = await checkAll(subject, digest?.channels ?? [], "of the digest");
      if (publish === null) return found;
      const { place } = publish;
      const isAsked = !isOffline || !place.address.includes("://");
      try {
        const store = await openReportPlace(place, { environment: subject.world.environment, folder });
        try {
          if (isAsked) await store.check();
        } finally {
          await store.close();
        }
      } catch (thrown) {
        return [...found, ...failures(asTierlineError(thrown))];
      }
      return [...found, fine(`The report goes to ${place.address}${isAsked ? "" : ", which was not asked"}.`)];
    },
  };
}

async function checkAll(
  { world }: Subject,
  channels: readonly ChannelSettings[],
  whose: string,
): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const settings of channels) {
    try {
      await openChannel(settings, world.environment);
    } catch (thrown) {
      found.push(...failures(asTierlineError(thrown)));
    }
  }
  if (channels.length === 0 || found.length > 0) return found;
  return [fine(`What ${counted(channels.length, "channel")} ${whose} need is set.`)];
}
