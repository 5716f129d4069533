/** The way from a runner to the stand-in: takes time, loses answers, and remembers every write. */
import { z } from "zod";
import { TransientError } from "../../src/domain/errors.ts";
import type { HttpRequest, HttpResponse, HttpSend } from "../../src/platform/http.ts";
import type { HubSpotSandbox } from "../../src/sandbox/hubspot/hubspot-sandbox.ts";
import { inProcess } from "../../src/sandbox/in-process.ts";
import type { Dice } from "./dice.ts";
import { WRITE, type Runner } from "./runner.ts";
import type { Simulation } from "./simulation.ts";

/** A write of rows: contacts or memberships. */
export interface Write {
  readonly atMs: number;
  readonly runner: string;
  /** Null: contacts. */
  readonly membership: {
    readonly listId: string;
    readonly verb: "add" | "remove";
    readonly recordIds: readonly string[];
  } | null;
  /** The members it says something about, but for clearing: by what it writes, or by whom the record belongs to. */
  readonly members: readonly string[];
}

const MEMBERSHIP = /\/lists\/[^/]+\/(?<listId>\d+)\/memberships\/(?<verb>add|remove)$/u;
const CONTACTS = /\/contacts\/batch\/(?:update|upsert|create)$/u;

export class Wire {
  readonly writes: Write[] = [];
  readonly #simulation: Simulation;
  readonly #dice: Dice;
  readonly #sandbox: HubSpotSandbox;
  readonly #send: HttpSend;
  readonly #afterEach: () => void;

  constructor(simulation: Simulation, sandbox: HubSpotSandbox, dice: Dice, afterEach: () => void) {
    this.#simulation = simulation;
    this.#dice = dice;
    this.#sandbox = sandbox;
    this.#send = inProcess(sandbox, () => new TransientError("connection_lost", "No answer came."));
    this.#afterEach = afterEach;
  }

  from(runner: Runner): HttpSend {
    return async (request) => {
      const { pathname } = new URL(request.url);
      const isWrite = MEMBERSHIP.test(pathname) || CONTACTS.test(pathname);
      return runner.call(isWrite ? WRITE : "read", async () => this.#deliver(request, runner));
    };
  }

  async #deliver(request: HttpRequest, runner: Runner): Promise<HttpResponse> {
    this.#remember(request, runner);
    await this.#simulation.sleep(this.#dice.between(20, 400));
    const { signal: _, ...uninterrupted } = request;
    try {
      const answer = await this.#simulation.working(async () => this.#send(uninterrupted));
      this.#afterEach();
      await this.#simulation.sleep(this.#dice.between(20, 400));
      return answer;
    } catch (thrown) {
      await this.#simulation.sleep(request.timeoutMs);
      throw thrown;
    }
  }

  #remember({ url, body }: HttpRequest, runner: Runner): void {
    const { pathname } = new URL(url);
    const groups = MEMBERSHIP.exec(pathname)?.groups;
    const atMs = this.#simulation.nowMs();
    if (groups === undefined) {
      if (!CONTACTS.test(pathname)) return;
      const members = inputsOf(body).flatMap((input) => this.#spokenOf(input));
      this.writes.push({ atMs, runner: runner.name, membership: null, members });
      return;
    }
    const recordIds: unknown = JSON.parse(body ?? "[]");
    if (!Array.isArray(recordIds)) throw new Error("A membership call without record ids.");
    const verb = groups["verb"] === "add" ? "add" : "remove";
    const membership = { listId: groups["listId"] ?? "", verb, recordIds: recordIds.map(String) } as const;
    const members = verb === "add" ? membership.recordIds.flatMap((id) => this.#memberOf(id)) : [];
    this.writes.push({ atMs, runner: runner.name, membership, members });
  }

  #spokenOf({ id, idProperty, properties }: Input): readonly string[] {
    if (Object.values(properties).every((value) => value === "")) return [];
    if (idProperty === "loyalty_member_id") return [id];
    const written = properties["loyalty_member_id"];
    return written === undefined ? this.#memberOf(id) : [written];
  }

  #memberOf(recordId: string): readonly string[] {
    const member = this.#sandbox.contact(recordId)?.properties["loyalty_member_id"];
    return member === undefined ? [] : [member];
  }
}

interface Input {
  readonly id: string;
  readonly idProperty?: string | undefined;
  readonly properties: Readonly<Record<string, string>>;
}

const inputs = z.object({
  inputs: z.array(
    z.object({ id: z.string(), idProperty: z.string().optional(), properties: z.record(z.string(), z.string()) }),
  ),
});

function inputsOf(body: string | undefined): readonly Input[] {
  return inputs.parse(JSON.parse(body ?? "{}")).inputs;
}
