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

/** Why it is over: it was looked at and is well, or its sync is in no file any more and nobody looks. */
export type EndedEpisode = Episode & { readonly why: "well" | "file_gone" };

export interface EpisodeChanges {
  readonly begun: readonly Finding[];
  readonly ended: readonly EndedEpisode[];
}

/** What begins and what is over, of the episodes that were open before. `syncs`: all that are in a file; null: not known. */
export function changeEpisodes(
  open: readonly Episode[],
  judged: readonly Judged[],
  syncs: readonly string[] | null,
): EpisodeChanges {
  const isOpen = ({ sync, kind }: Finding): boolean => open.some((one) => one.sync === sync && one.kind === kind);
  return {
    begun: judged.flatMap(({ findings }) => findings.filter((finding) => !isOpen(finding))),
    ended: open.flatMap((episode): readonly EndedEpisode[] => {
      if (isWell(episode, judged)) return [{ ...episode, why: "well" }];
      const isGone = syncs !== null && episode.sync !== null && !syncs.includes(episode.sync);
      return isGone ? [{ ...episode, why: "file_gone" }] : [];
    }),
  };
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
