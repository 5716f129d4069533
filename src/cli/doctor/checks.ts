/** Every check, in the order in which a new user meets what it is about. */
import type { Sync } from "../../domain/sync.ts";
import { wantedNode } from "../version.ts";
import { checkBuild } from "./check-build.ts";
import { checkBudget, checkClock, checkConnection } from "./check-destination.ts";
import { checkAlerts, checkReport } from "./check-channels.ts";
import { checkDbt } from "./check-dbt.ts";
import { checkDisk } from "./check-disk.ts";
import { checkState, checkWarehouse, filesOf } from "./check-files.ts";
import { checkNode } from "./check-node.ts";
import { checkOrphans } from "./check-orphans.ts";
import { checkPauses } from "./check-pauses.ts";
import { checkPackages } from "./check-packages.ts";
import { checkLists, checkProperties } from "./check-places.ts";
import { checkCredentials, checkProject, checkSyncs } from "./check-project.ts";
import { checkQuarantine } from "./check-quarantine.ts";
import { checkSchema } from "./check-schema.ts";
import type { Check } from "./check.ts";
import type { Subject } from "./subject.ts";

/** `nodeVersion`: of this process. */
export function projectChecks(subject: Subject, nodeVersion: string, isOffline: boolean): readonly Check[] {
  return [
    checkNode(nodeVersion, wantedNode()),
    checkProject(subject),
    checkDbt(subject),
    checkPackages(subject),
    checkSyncs(subject),
    checkCredentials(subject),
    checkAlerts(subject),
    checkReport(subject, isOffline),
    checkWarehouse(subject),
    checkQuarantine(subject),
    checkState(subject),
    checkSchema(subject),
    checkDisk(async () => filesOf(await subject.project())),
    checkPauses(subject),
    checkOrphans(subject),
  ];
}

export function checksOf(subject: Subject, sync: Sync, isOffline: boolean): readonly Check[] {
  const here = [checkBuild(subject, sync)];
  if (isOffline) return here;
  return [
    ...here,
    checkConnection(subject, sync),
    checkClock(subject, sync),
    checkBudget(subject, sync),
    checkProperties(subject, sync),
    checkLists(subject, sync),
  ];
}
