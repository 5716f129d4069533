/**
 * What people do in a HubSpot account, by its API: the live suite's hands and eyes. It shares nothing with the adapter but
 * the transport and the limiter, deletes contacts and lists, and is used nowhere else.
 */
import { createRateLimiter } from "../../src/destination/kit/rate-limiter.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { createHttpSend } from "../../src/platform/http.ts";
import type { HttpRequest } from "../../src/platform/http.ts";
import type { LiveSetting } from "./live-setting.ts";

export interface LiveContact {
  readonly id: string;
  readonly properties: Readonly<Record<string, string | null>>;
}

const CONTACTS = "/crm/objects/2026-09/contacts";
const LISTS = "/crm/lists/2026-09";
const PER_CALL = 100;
/** A quarter of the account's budget; the adapter under test takes its share of the rest. */
const SHARE = 0.25;
const TRIES_MAX = 5;
const CONCURRENCY = 2;

export class LiveAccount {
  readonly #setting: LiveSetting;
  readonly #send;
  readonly #limiter = createRateLimiter({
    windows: [{ ms: 10_000, requests: 25 }],
    concurrency: CONCURRENCY,
    clock: systemClock,
  });

  constructor(setting: LiveSetting) {
    this.#setting = setting;
    this.#send = createHttpSend({ allowedOrigins: [setting.baseUrl] });
  }

  async accountId(): Promise<string> {
    const { portalId }: { readonly portalId?: string | number } = Object(
      await this.#ask("GET", "/account-info/2026-09/details"),
    );
    return String(portalId ?? "");
  }

  /** Those that exist, by `email` or `loyalty_member_id`; by record id with null. */
  async find(key: string | null, ids: readonly string[], names: readonly string[] = []): Promise<LiveContact[]> {
    const found = new Map<string, LiveContact>();
    for (let at = 0; at < ids.length; at += PER_CALL) {
      const body = {
        ...(key === null ? {} : { idProperty: key }),
        properties: ["email", "loyalty_member_id", ...names],
        inputs: ids.slice(at, at + PER_CALL).map((id) => ({ id })),
      };
      const answer: { readonly results?: readonly LiveContact[] } = Object(
        await this.#ask("POST", `${CONTACTS}/batch/read`, body),
      );
      for (const contact of answer.results ?? []) found.set(contact.id, contact);
    }
    return [...found.values()];
  }

  async create(properties: Readonly<Record<string, string>>): Promise<string> {
    const inputs = [{ properties, objectWriteTraceId: "by-hand" }];
    const answer: { readonly results?: readonly LiveContact[] } = Object(
      await this.#ask("POST", `${CONTACTS}/batch/create`, { inputs }),
    );
    const [made] = answer.results ?? [];
    if (made === undefined) throw new Error("HubSpot made no contact.");
    return made.id;
  }

  async set(recordId: string, properties: Readonly<Record<string, string>>): Promise<void> {
    await this.#ask("POST", `${CONTACTS}/batch/update`, { inputs: [{ id: recordId, properties }] });
  }

  async merge(primaryObjectId: string, objectIdToMerge: string): Promise<string> {
    const { id }: { readonly id?: string } = Object(
      await this.#ask("POST", `${CONTACTS}/merge`, { primaryObjectId, objectIdToMerge }),
    );
    if (id === undefined) throw new Error("HubSpot merged nothing.");
    return id;
  }

  async archive(recordIds: readonly string[]): Promise<void> {
    for (let at = 0; at < recordIds.length; at += PER_CALL) {
      const inputs = recordIds.slice(at, at + PER_CALL).map((id) => ({ id }));
      await this.#ask("POST", `${CONTACTS}/batch/archive`, { inputs });
    }
  }

  async addToList(listId: string, recordId: string): Promise<void> {
    await this.#ask("PUT", `${LISTS}/${listId}/memberships/add`, [recordId]);
  }

  /** The first 250. */
  async membersOf(listId: string): Promise<readonly string[]> {
    const answer: { readonly results?: readonly { readonly recordId: string }[] } = Object(
      await this.#ask("GET", `${LISTS}/${listId}/memberships?limit=250`),
    );
    return (answer.results ?? []).map(({ recordId }) => recordId);
  }

  /** Undefined: there is none of this name. */
  async listNamed(name: string): Promise<string | undefined> {
    const answer = await this.#ask("GET", `${LISTS}/object-type-id/0-1/name/${encodeURIComponent(name)}`);
    const { list }: { readonly list?: { readonly listId: string } } = Object(answer);
    return list?.listId;
  }

  async deleteList(listId: string): Promise<void> {
    await this.#ask("DELETE", `${LISTS}/${listId}`);
  }

  /** Undefined: 404, or nothing in the answer. */
  async #ask(method: HttpRequest["method"], path: string, body?: unknown): Promise<unknown> {
    const { baseUrl, token } = this.#setting;
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#limiter.run(new AbortController().signal, async (slot) => {
        slot?.markSent();
        return await this.#send({ method, url: `${baseUrl}${path}`, headers, ...text, timeoutMs: 30_000 });
      });
      const max = Number(answer.headers["x-hubspot-ratelimit-max"]);
      if (max >= 4) this.#limiter.setWindows([{ ms: 10_000, requests: Math.floor(max * SHARE) }]);
      if (answer.status === 404) return undefined;
      if (answer.status < 300) return answer.body === "" ? undefined : JSON.parse(answer.body);
      const isPassing = answer.status === 429 || answer.status === 423 || answer.status >= 500;
      if (!isPassing || attempt >= TRIES_MAX) throw new Error(`HubSpot answered ${method} with ${answer.status}.`);
      await systemClock.sleep(answer.status === 429 ? 10_000 : 2_000 * attempt);
    }
  }
}
