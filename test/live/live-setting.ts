/** What the live suite needs to know, from the environment. */

export interface LiveSetting {
  readonly token: string;
  /** The portal id of the test account; nothing is written to any other. */
  readonly accountId: string;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** Names everything this run makes. */
  readonly runId: string;
  /** Where it is written down what the run makes. */
  readonly recordFile: string;
}

export const VARIABLES = {
  token: "TIERLINE_LIVE_HUBSPOT_TOKEN",
  accountId: "TIERLINE_LIVE_HUBSPOT_ACCOUNT",
  baseUrl: "TIERLINE_LIVE_HUBSPOT_URL",
  runId: "TIERLINE_LIVE_RUN",
  recordFile: "TIERLINE_LIVE_RECORD",
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** The variables that are missing, or what they say. */
export function readLiveSetting(
  environment: Environment,
  run: { readonly runId: string; readonly recordFileOf: (accountId: string) => string },
): LiveSetting | { readonly missing: readonly string[] } {
  const token = environment[VARIABLES.token] ?? "";
  const accountId = environment[VARIABLES.accountId] ?? "";
  const missing = [...(token === "" ? [VARIABLES.token] : []), ...(accountId === "" ? [VARIABLES.accountId] : [])];
  if (missing.length > 0) return { missing };
  return {
    token,
    accountId,
    baseUrl: (environment[VARIABLES.baseUrl] ?? "https://api.hubapi.com").replace(/\/$/u, ""),
    runId: environment[VARIABLES.runId] ?? run.runId,
    recordFile: environment[VARIABLES.recordFile] ?? run.recordFileOf(accountId),
  };
}

/** Every address, member and list of a live run begins so; nothing else is ever removed. */
export const PREFIX = "tierline-live-";
