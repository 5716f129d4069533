/** What was asked, without personal data: routes, statuses, counts. */

export interface LoggedCall {
  readonly atMs: number;
  /** Method and path template; for an unknown path the method and its first two parts. */
  readonly route: string;
  readonly method: string;
  /** As it was asked, without its query, with an address masked; at most 200 characters. */
  readonly path: string;
  /** From its arrival to its answer. */
  readonly ms: number;
  /** `none`: the caller got no answer. */
  readonly status: number | "none";
  /** Kind of the injected fault, if one struck. */
  readonly fault: string | null;
  /** Only with `keepBodies`. */
  readonly body: string | null;
}

const KEPT = 1000;
const PATH_LENGTH_MAX = 200;

/** A path with the parts that hold an address, or the MD5 hash of one, masked. */
export function maskedPath(path: string): string {
  return path.replaceAll(/(?<=\/)(?:[^/]*(?:@|%40)[^/]*|[0-9a-f]{32})(?=\/|$)/giu, "*").slice(0, PATH_LENGTH_MAX);
}

export class CallLog {
  readonly #counts = new Map<string, Map<number | "none", number>>();
  readonly #forbidden: string[] = [];
  #last: LoggedCall[] = [];
  #total = 0;

  get total(): number {
    return this.#total;
  }

  /** What was asked that an audience tool must never ask: consent, subscriptions, deletions. Tests expect none. */
  get forbidden(): readonly string[] {
    return this.#forbidden;
  }

  /** The last 1,000 calls, oldest first. */
  get last(): readonly LoggedCall[] {
    return this.#last.slice(-KEPT);
  }

  /** Calls of routes whose name contains the text, as `/batch/upsert`; all without one. */
  count(routePart = "", status?: number | "none"): number {
    let sum = 0;
    for (const [route, statuses] of this.#counts) {
      if (!route.includes(routePart)) continue;
      for (const [answered, count] of statuses) if (status === undefined || answered === status) sum += count;
    }
    return sum;
  }

  /** Calls by route and status, for reports. */
  counts(): readonly { readonly route: string; readonly status: number | "none"; readonly count: number }[] {
    return [...this.#counts].flatMap(([route, statuses]) =>
      [...statuses].map(([status, count]) => ({ route, status, count })),
    );
  }

  record(call: LoggedCall): void {
    this.#total += 1;
    const statuses = this.#counts.get(call.route) ?? new Map<number | "none", number>();
    this.#counts.set(call.route, statuses.set(call.status, (statuses.get(call.status) ?? 0) + 1));
    this.#last.push(call);
    if (this.#last.length >= 2 * KEPT) this.#last = this.#last.slice(-KEPT);
  }

  recordForbidden(what: string): void {
    this.#forbidden.push(what);
  }
}
