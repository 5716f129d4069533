/** Klaviyo's own client on a stand-in over real HTTP, and the requests that it made. */
import {
  AccountsApi,
  ApiKeySession,
  EventsApi,
  ListsApi,
  MetricsApi,
  ProfilesApi,
  RetryWithExponentialBackoff,
  SegmentsApi,
} from "klaviyo-api";
import type { KlaviyoSandbox } from "../../src/sandbox/klaviyo/klaviyo-sandbox.ts";
import { createKlaviyoSandbox } from "../../src/sandbox/klaviyo/klaviyo-sandbox.ts";
import type { KlaviyoSandboxOptions } from "../../src/sandbox/klaviyo/options.ts";
import { serve } from "../../src/sandbox/serve.ts";
import type { ManualClock } from "./manual-clock.ts";
import { manualClock } from "./manual-clock.ts";
import type { RecordedRequest } from "./recorded-request.ts";
import { recordRequests } from "./recorded-request.ts";
import { seededRandom } from "./seeded-random.ts";

export interface KlaviyoClientInTest {
  readonly sandbox: KlaviyoSandbox;
  readonly clock: ManualClock;
  readonly accounts: AccountsApi;
  readonly profiles: ProfilesApi;
  readonly lists: ListsApi;
  readonly segments: SegmentsApi;
  readonly metrics: MetricsApi;
  readonly events: EventsApi;
  /** In the order they came. */
  readonly requests: readonly RecordedRequest[];
  close(): Promise<void>;
}

/** `retries`: by default each request is tried once. */
export async function klaviyoClient(
  options: Partial<KlaviyoSandboxOptions> = {},
  retries = new RetryWithExponentialBackoff({ numRetries: 1 }),
): Promise<KlaviyoClientInTest> {
  const clock = manualClock();
  const sandbox = createKlaviyoSandbox({ clock, random: seededRandom(7), ...options });
  const { answering, requests } = recordRequests(sandbox);
  const served = await serve(answering, { port: 0 });
  const session = new ApiKeySession("pk_test", retries);
  const onStandIn = <Api extends { basePath: string }>(api: Api): Api => {
    api.basePath = served.url;
    return api;
  };
  return {
    sandbox,
    clock,
    accounts: onStandIn(new AccountsApi(session)),
    profiles: onStandIn(new ProfilesApi(session)),
    lists: onStandIn(new ListsApi(session)),
    segments: onStandIn(new SegmentsApi(session)),
    metrics: onStandIn(new MetricsApi(session)),
    events: onStandIn(new EventsApi(session)),
    requests,
    close: served.close,
  };
}
