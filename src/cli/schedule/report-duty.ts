/** What a scheduler has to do beside the syncs. */
import type { ScheduledSync } from "../../domain/due-syncs.ts";
import type { ReportDelivery } from "../../journal/delivery-book.ts";
import type { CommandInput } from "../command.ts";
import type { World } from "../world.ts";
import type { ScheduleLog } from "./schedule-log.ts";

export interface ReportDuty extends ScheduledSync {
  readonly what: ReportDelivery;
}

/** What doing it takes. */
export interface Doing {
  readonly world: World;
  readonly input: CommandInput;
  readonly log: ScheduleLog;
}
