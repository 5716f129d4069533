/**
 * Alerts: what somebody should hear of without looking. A *finding* is wrong now; an *episode* is the time during which
 * the same thing stays wrong. One message when it begins, one when it is over. Nothing of a member stands in either.
 */

/**
 * `run_failed`: an error, or a build that no plan may be made from. `guard_stopped`: a guard stopped the plan.
 * `refused_share`: more rows than the limit were refused. `stale`: what was last applied is too old.
 * `report_failed`, `digest_failed`: a scheduled report was not published, a digest not sent.
 */
export type AlertKind = "run_failed" | "guard_stopped" | "refused_share" | "stale" | "report_failed" | "digest_failed";

/** Of a delivery that has times of its own, the alert that tells of its failure. */
export const DELIVERY_ALERTS = { report: "report_failed", digest: "digest_failed" } as const;
export type DeliveryAlert = (typeof DELIVERY_ALERTS)[keyof typeof DELIVERY_ALERTS];

export function isDeliveryAlert(kind: AlertKind): kind is DeliveryAlert {
  return Object.values<AlertKind>(DELIVERY_ALERTS).includes(kind);
}

export interface Finding {
  /** Null: about the whole project, since no sync could be looked at. */
  readonly sync: string | null;
  readonly kind: AlertKind;
  /** A sentence of ours, without personal data. */
  readonly message: string;
}

export interface Episode {
  readonly sync: string | null;
  readonly kind: AlertKind;
  /** Epoch milliseconds. */
  readonly sinceMs: number;
}

/** What a run could tell: a kind that was not looked at neither begins nor ends. */
export interface Judged {
  readonly sync: string | null;
  readonly kinds: readonly AlertKind[];
  readonly findings: readonly Finding[];
}

/** Why it is over: it was looked at and is well, or nobody looks any more: its sync is in no file, or its schedule is gone. */
export type EndedEpisode = Episode & { readonly why: "well" | "file_gone" | "schedule_gone" };

/** What is still looked at. */
export interface Watched {
  /** Every sync that is in a file. */
  readonly syncs: readonly string[];
  /** Those of deliveries that have a schedule. */
  readonly deliveries: readonly DeliveryAlert[];
}

export interface EpisodeChanges {
  readonly begun: readonly Finding[];
  readonly ended: readonly EndedEpisode[];
}

/** What begins and what is over, of the episodes that were open before. `watched` null: not known, so all of them are. */
export function changeEpisodes(
  open: readonly Episode[],
  judged: readonly Judged[],
  watched: Watched | null,
): EpisodeChanges {
  const isOpen = ({ sync, kind }: Finding): boolean => open.some((one) => one.sync === sync && one.kind === kind);
  return {
    begun: judged.flatMap(({ findings }) => findings.filter((finding) => !isOpen(finding))),
    ended: open.flatMap((episode): readonly EndedEpisode[] => {
      if (isWell(episode, judged)) return [{ ...episode, why: "well" }];
      const why = watched === null ? null : whyUnwatched(episode, watched);
      return why === null ? [] : [{ ...episode, why }];
    }),
  };
}

function whyUnwatched({ sync, kind }: Episode, { syncs, deliveries }: Watched): EndedEpisode["why"] | null {
  if (sync !== null) return syncs.includes(sync) ? null : "file_gone";
  return isDeliveryAlert(kind) && !deliveries.includes(kind) ? "schedule_gone" : null;
}

function isWell({ sync, kind }: Episode, judged: readonly Judged[]): boolean {
  return judged.some(
    (one) => one.sync === sync && one.kinds.includes(kind) && !one.findings.some((finding) => finding.kind === kind),
  );
}

/** When an alert is sent; null: never for this reason. */
export interface AlertRules {
  readonly runFailed: boolean;
  readonly guardStopped: boolean;
  /** Refused rows of a sync, of all that it should hold; 0 to 1. */
  readonly refusedShareMax: number | null;
  /** Between the instant for which the last applied plan answered and now. */
  readonly staleAfterMs: number | null;
}
