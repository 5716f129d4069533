/**
 * Which member a record or a new address is being written for, over every batch under way at one destination.
 *
 * The destination itself shows whose a contact is once a write was acknowledged. Before that, two batches may read one contact as
 * nobody's and link it twice. So a claim outlives its batch until every batch that began before its end has ended too: such
 * a batch may have read before the write. A claim of a row that may still take effect is kept for the cool-down.
 */
import type { Clock } from "../../platform/clock.ts";

export interface ClaimScope {
  /** False: another member holds it. */
  record(recordId: string, identity: string): boolean;
  address(address: string, identity: string): boolean;
  /** Call once. `unsettled`: the members whose writes may still land. */
  end(unsettled: ReadonlySet<string>): void;
}

export interface Claims {
  /** One scope per batch. */
  begin(): ClaimScope;
  /** How many are held, for tests of their bound. */
  readonly size: number;
}

interface Claim {
  readonly key: string;
  readonly identity: string;
}

export function createClaims(options: { readonly clock: Clock; readonly keepMs: number }): Claims {
  const { clock, keepMs } = options;
  const held = new Map<string, Claim>();
  const underWay = new Set<number>();
  let ended: { readonly afterScope: number; readonly claims: readonly Claim[] }[] = [];
  let kept: { readonly untilMs: number; readonly claims: readonly Claim[] }[] = [];
  let lastScope = 0;

  const release = (claims: readonly Claim[]): void => {
    for (const claim of claims) if (held.get(claim.key) === claim) held.delete(claim.key);
  };
  const releaseDue = (): void => {
    const oldest = Math.min(...underWay, Number.POSITIVE_INFINITY);
    const nowMs = clock.nowMs();
    for (const { afterScope, claims } of ended) if (afterScope < oldest) release(claims);
    for (const { untilMs, claims } of kept) if (untilMs <= nowMs) release(claims);
    ended = ended.filter(({ afterScope }) => afterScope >= oldest);
    kept = kept.filter(({ untilMs }) => untilMs > nowMs);
  };

  const begin = (): ClaimScope => {
    releaseDue();
    lastScope += 1;
    const scope = lastScope;
    underWay.add(scope);
    const own: Claim[] = [];
    const take = (key: string, identity: string): boolean => {
      const holder = held.get(key);
      if (holder !== undefined && holder.identity !== identity) return false;
      const claim = { key, identity };
      held.set(key, claim);
      own.push(claim);
      return true;
    };
    return {
      record: (recordId, identity) => take(`record ${recordId}`, identity),
      address: (address, identity) => take(`address ${address}`, identity),
      end: (unsettled) => {
        underWay.delete(scope);
        ended.push({ afterScope: lastScope, claims: own.filter(({ identity }) => !unsettled.has(identity)) });
        const open = own.filter(({ identity }) => unsettled.has(identity));
        if (open.length > 0) kept.push({ untilMs: clock.nowMs() + keepMs, claims: open });
        releaseDue();
      },
    };
  };
  return {
    begin,
    get size() {
      return held.size;
    },
  };
}
