/** A Klaviyo stand-in in process, and short words for asking it. */
import type { KlaviyoSandbox } from "../../src/sandbox/klaviyo/klaviyo-sandbox.ts";
import { createKlaviyoSandbox } from "../../src/sandbox/klaviyo/klaviyo-sandbox.ts";
import type { KlaviyoSandboxOptions } from "../../src/sandbox/klaviyo/options.ts";
import type { ManualClock } from "./manual-clock.ts";
import { manualClock } from "./manual-clock.ts";
import { seededRandom } from "./seeded-random.ts";

export interface Said {
  /** 0: no answer came. */
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

export interface KlaviyoAccountInTest {
  readonly sandbox: KlaviyoSandbox;
  readonly clock: ManualClock;
  /** One request with a key and the revision; a body is sent as JSON. */
  readonly ask: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Said>;
  /** Takes a job in and returns its id. */
  readonly importProfiles: (profiles: readonly object[]) => Promise<string>;
}

export function klaviyoAccount(options: Partial<KlaviyoSandboxOptions> = {}): KlaviyoAccountInTest {
  const clock = manualClock();
  const sandbox = createKlaviyoSandbox({ clock, random: seededRandom(7), ...options });
  const ask: KlaviyoAccountInTest["ask"] = async (method, path, body, headers = {}) => {
    const response = await sandbox.fetch(
      new Request(`http://klaviyo.test${path}`, {
        method,
        headers: {
          Authorization: "Klaviyo-API-Key pk_test",
          revision: "2026-07-15",
          "Content-Type": "application/vnd.api+json",
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text), headers: response.headers };
  };
  const importProfiles: KlaviyoAccountInTest["importProfiles"] = async (profiles) => {
    const { status, body } = await ask("POST", "/api/profile-bulk-import-jobs", jobOf(profiles));
    if (status !== 202) throw new Error(`The job was not taken in: ${JSON.stringify(body)}`);
    return String(Object(Object(body)["data"])["id"]);
  };
  return { sandbox, clock, ask, importProfiles };
}

export function jobOf(profiles: readonly object[]): object {
  return { data: { type: "profile-bulk-import-job", attributes: { profiles: { data: profiles } } } };
}

export function profile(attributes: object, more: object = {}): object {
  return { type: "profile", ...more, attributes };
}
