/** Journals that break one law each, by standing before the real one. Nothing in the product knows of them. */
import type { Journal } from "../../src/journal/journal.ts";
import type { DesiredRows } from "../../src/journal/in-memory/rows.ts";

export type Rows = Journal<DesiredRows>;

/** A journal that forgets: what has no definite answer counts as never sent. */
export function withoutUnsettled(journal: Rows): Rows {
  return override(journal, {
    append: async (lease, planNo, receipts) =>
      journal.append(
        lease,
        planNo,
        receipts.map((receipt) => (receipt.outcome === "unsettled" ? { ...receipt, outcome: "withheld" } : receipt)),
      ),
    close: async (lease, planNo, stallMs) => {
      await journal.withholdRest(lease, planNo, "forgotten");
      return journal.close(lease, planNo, stallMs);
    },
  });
}

/** Nothing waits. */
export function withoutCoolDown(journal: Rows): Rows {
  return override(journal, { plan: async (lease, request) => journal.plan(lease, { ...request, coolDownMs: 0 }) });
}

/** Whoever the models name is sent. */
export function withoutExclusions(journal: Rows): Rows {
  return override(journal, {
    plan: async (lease, request) => {
      const { members, audiences } = request.desired;
      const desired = {
        members: { ...members, isConsentAsked: false },
        suppress: null,
        audiences: audiences.map((audience) => ({ ...audience, holdout: null })),
      };
      return journal.plan(lease, { ...request, desired });
    },
  });
}

/** The plan is marked `applying` only when the first answer is written down, after the call. */
export function withoutApplyingFirst(journal: Rows): Rows {
  const due = new Map<number, () => Promise<unknown>>();
  const announceNow = async (planNo: number): Promise<void> => {
    await due.get(planNo)?.();
    due.delete(planNo);
  };
  return override(journal, {
    announce: async (lease, planNo, basis) => {
      due.set(planNo, async () => journal.announce(lease, planNo, basis));
      return { is: "announced" };
    },
    append: async (lease, planNo, receipts) => {
      await announceNow(planNo);
      return journal.append(lease, planNo, receipts);
    },
    settleUnready: async (lease, planNo, wave) => (wave === 1 ? 0 : journal.settleUnready(lease, planNo, wave)),
    close: async (lease, planNo, stallMs) => {
      await announceNow(planNo);
      return journal.close(lease, planNo, stallMs);
    },
  });
}

/** Receipts are kept in the runner's memory until they are flushed, and die with it. */
export function buffering(journal: Rows): Rows {
  let buffered: (() => Promise<unknown>)[] = [];
  return override(journal, {
    append: async (lease, planNo, receipts) => {
      buffered.push(async () => journal.append(lease, planNo, receipts));
      return true;
    },
    flush: async () => {
      const due = buffered;
      buffered = [];
      for (const write of due) await write();
      await journal.flush();
    },
  });
}

export function override(journal: Rows, methods: Partial<Rows>): Rows {
  return new Proxy(journal, {
    get: (target, property) => {
      const own: unknown = Reflect.get(methods, property);
      if (own !== undefined) return own;
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
