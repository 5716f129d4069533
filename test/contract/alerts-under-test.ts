/** Alerts to a real receiver on this machine; episodes in a real state. */
import { createServer } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { raiseAlerts } from "../../src/cli/alerts/raise-alerts.ts";
import type { AlertSettings, ChannelSettings } from "../../src/config/alerts-schema.ts";
import type { Finding, Judged } from "../../src/domain/alert.ts";
import type { EpisodeBook } from "../../src/journal/episode-book.ts";
import { sqlEpisodeBook } from "../../src/journal/sql/sql-episode-book.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/open-duckdb.ts";
import { openState } from "../support/open-state.ts";

interface Received {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type AlertWorld = Parameters<typeof raiseAlerts>[0];

export interface AlertsUnderTest {
  readonly folder: string;
  /** What came to the receiver of webhooks and of Slack's. */
  readonly received: readonly Received[];
  /** What was said to whoever looks after the run. */
  readonly said: string[];
  /** The receiver's next answers. */
  answer(status: number): void;
  /** With the receiver's addresses; `environment` besides. */
  world(environment?: Readonly<Record<string, string>>): AlertWorld;
  /** Of a state of its own. */
  book(): Promise<EpisodeBook>;
  /** Of the syncs `tiers` alone has a file, and no report has a schedule. */
  raise(
    book: EpisodeBook,
    judged: readonly Judged[],
    settings: AlertSettings,
    environment?: Readonly<Record<string, string>>,
  ): Promise<void>;
  close(): Promise<void>;
}

export const SECRET = `whsec_${Buffer.from("a key of twenty-four bytes.").toString("base64")}`;
export const PROJECT = { folder: "/srv/my-shop", target: "prod" };

export const SLACK: ChannelSettings = { kind: "slack", urlVariable: "SLACK_URL" };

export const SMTP = {
  kind: "smtp",
  urlVariable: "SMTP_URL",
  from: "tierline@example.com",
  to: ["data@example.com", "ops@example.com"],
  caFile: null,
} satisfies ChannelSettings;

export function settings(...channels: readonly ChannelSettings[]): AlertSettings {
  const rules = { runFailed: true, guardStopped: true, refusedShareMax: null, staleAfterMs: null };
  return { channels, rules };
}

export const found = (...findings: readonly Finding[]): Judged => ({
  sync: "tiers",
  kinds: ["run_failed", "guard_stopped"],
  findings,
});
export const FAILED: Finding = {
  sync: "tiers",
  kind: "run_failed",
  message: "aud_tier failed & <why> for ann@example.com.",
};

export function portOf(server: { address(): AddressInfo | string | null }): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return address.port;
}

export async function alertsUnderTest(): Promise<AlertsUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), "tierline-alerts-"));
  const received: Received[] = [];
  const said: string[] = [];
  const ends: (() => Promise<void>)[] = [];
  let status = 200;
  const receiver = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
      received.push({ headers: Object.fromEntries(headers), body });
      response.writeHead(status).end("ann@example.com is what I answer");
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const world: AlertsUnderTest["world"] = (environment = {}) => {
    const address = `http://127.0.0.1:${portOf(receiver)}`;
    const known = { ALERT_URL: `${address}/hook?key=hidden`, SLACK_URL: `${address}/services/T0/B0/hidden` };
    return {
      environment: { ...known, ALERT_SECRET: SECRET, ...environment },
      clock: systemClock,
      random: systemRandom,
    };
  };
  return {
    folder,
    received,
    said,
    answer: (next) => {
      status = next;
    },
    world,
    book: async () => {
      const warehouse = await openDuckDb(join(folder, `state.${ends.length}.duckdb`), { access: "write", threads: 1 });
      ends.push(() => warehouse.close());
      return sqlEpisodeBook(warehouse, await openState(warehouse));
    },
    raise: (book, judged, alerts, environment = {}) =>
      raiseAlerts(
        world(environment),
        PROJECT,
        alerts,
        [{ book, judged, watched: { syncs: ["tiers"], deliveries: [] } }],
        (sentence) => said.push(sentence),
      ),
    close: async () => {
      receiver.closeAllConnections();
      await new Promise<void>((resolve) => receiver.close(() => resolve()));
      for (const end of ends) await end();
      await rm(folder, { recursive: true });
    },
  };
}
