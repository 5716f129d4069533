/** The account behind a sync: reachable, the right one, its clock, its limits. One request answers all. */
import { destinationTypeOf } from "../../destination/destination-types.ts";
import type { Sync } from "../../domain/sync.ts";
import { refuseAccount } from "../../engine/check-account.ts";
import { measureSkew } from "../../platform/clock-skew.ts";
import { count, duration, percent } from "../picture/number.ts";
import type { Check } from "./check.ts";
import { fine, passed, warning } from "./finding.ts";
import type { Subject } from "./subject.ts";

const SKEW_MAX_MS = 60_000;
const DAILY_LEFT_MIN = 0.1;

export function checkConnection(subject: Subject, sync: Sync): Check {
  return {
    name: "account",
    sync: sync.name,
    run: async () => {
      const { account } = await subject.probe(sync.name);
      const found = await account();
      const { journal } = await subject.readings();
      refuseAccount(found, sync, await journal.places(sync.name));
      if (!destinationTypeOf(sync).canReadBack)
        return [fine(`What is sent goes to ${found.accountId}; what lacks there shows when something is sent.`)];
      const said = fine(`Account ${found.accountId} at ${sync.destination.address} accepts the token.`);
      if (found.missingScopes !== null) return [said];
      return [said, passed("Its scopes cannot be asked for: one that lacks shows by name at its first use.")];
    },
  };
}

export function checkClock(subject: Subject, sync: Sync): Check {
  return {
    name: "clock",
    sync: sync.name,
    run: async () => {
      const { account, lastExchange } = await subject.probe(sync.name);
      // Who refuses the token tells the time all the same.
      await account().catch(() => undefined);
      const exchange = lastExchange();
      if (exchange === undefined) return [passed("No answer came that could tell the time.")];
      const { sentAtMs, answeredAtMs, headers } = exchange;
      const skew = measureSkew(sentAtMs, answeredAtMs, headers["date"]);
      if (skew === undefined) return [passed("The answer does not tell the time.")];
      const { minMs, maxMs } = skew;
      if (minMs <= SKEW_MAX_MS && maxMs >= -SKEW_MAX_MS)
        return [fine("This machine and the destination agree on the time.")];
      const [least, most] = minMs > 0 ? [minMs, maxMs] : [-maxMs, -minMs];
      const by = `${duration(least)} to ${duration(most)} ${minMs > 0 ? "behind" : "ahead of"}`;
      return [
        warning(
          "clock_skew",
          `This machine's clock is ${by} the destination's.`,
          "Let the machine set its clock (NTP): cool-downs and daily limits are counted in time.",
        ),
      ];
    },
  };
}

export function checkBudget(subject: Subject, sync: Sync): Check {
  return {
    name: "budget",
    sync: sync.name,
    run: async () => {
      const { account, destination } = await subject.probe(sync.name);
      const { dailyRequests } = await account();
      const { windows, concurrency, connections = concurrency } = destination.limits;
      const budget = windows.map(({ ms, requests }) => `${count(requests)} requests per ${duration(ms)}`);
      // Some destinations count how many are under way and nothing else.
      const ours = `${budget.length > 0 ? budget.join(", ") : `${count(connections)} requests at once`} are ours`;
      if (dailyRequests === null) return [fine(`${ours}.`)];
      const { left, of } = dailyRequests;
      const said = `${ours}; ${count(left)} of the account's ${count(of)} are left today (${percent(left, of)}).`;
      if (left >= of * DAILY_LEFT_MIN) return [fine(said)];
      return [warning("daily_budget_low", said, "Run again tomorrow, or let other integrations ask less.")];
    },
  };
}
