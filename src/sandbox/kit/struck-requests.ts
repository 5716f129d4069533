/**
 * Carries requests out as the injected faults will have it: lost, late, twice, or not at all. What is late takes effect
 * when the clock has come to its instant and somebody looks.
 */
import type { Random } from "../../platform/random.ts";
import type { Fault, FaultShare, FaultStatus } from "../faults.ts";
import { drawFault, mayHaveApplied } from "../faults.ts";
import type { Answer } from "./answer.ts";
import type { Asked, LateRequest } from "./asked.ts";
import type { Route, RowFault } from "./route.ts";

export interface StruckRequestsOptions<Situation> {
  readonly routes: readonly Route<Situation>[];
  readonly random: Random;
  readonly faults: readonly FaultShare[];
  readonly situation: (nowMs: number, rowFault: RowFault) => Situation;
  /** The vendor's answer from in front of its API. */
  readonly faultyAnswer: (status: FaultStatus, random: Random) => Answer;
}

export class StruckRequests<Situation> {
  readonly #options: StruckRequestsOptions<Situation>;
  readonly #routeByName: ReadonlyMap<string, Route<Situation>>;
  /** From now on. */
  faults: readonly FaultShare[];
  /** Requests that have not taken effect yet. */
  late: readonly LateRequest[] = [];
  #next: { readonly fault: Fault; readonly routePart: string }[] = [];

  constructor(options: StruckRequestsOptions<Situation>) {
    this.#options = options;
    this.#routeByName = new Map(options.routes.map((one) => [one.name, one]));
    this.faults = options.faults;
  }

  /** Strikes the next request whose route contains the text; several wait their turn in order. */
  faultNext(fault: Fault, routePart: string): void {
    this.#next.push({ fault, routePart });
  }

  /** The fault that strikes this request, if any. */
  strike(routeName: string): Fault | undefined {
    const at = this.#next.findIndex(({ routePart }) => routeName.includes(routePart));
    if (at >= 0) return this.#next.splice(at, 1)[0]?.fault;
    return drawFault(this.faults, this.#options.random);
  }

  /** Undefined: no answer. */
  perform(route: Route<Situation>, asked: Asked, fault: Fault | undefined, nowMs: number): Answer | undefined {
    const { random, situation, faultyAnswer } = this.#options;
    const apply = (rowFault: RowFault = "none"): Answer => route.perform(situation(nowMs, rowFault), asked);
    const later = (withinMs: number): void => {
      if (route.isRead) return;
      const dueMs = nowMs + Math.ceil(random.fraction() * withinMs);
      this.late = [...this.late, { route: route.name, asked, dueMs }];
    };
    if (fault === undefined) return apply();
    switch (fault.kind) {
      case "status":
        if (mayHaveApplied(fault.status) && random.fraction() < 0.5) apply();
        return faultyAnswer(fault.status, random);
      case "timeout":
        return undefined;
      case "lost":
        apply();
        return undefined;
      case "late":
        later(fault.withinMs);
        return undefined;
      case "double":
        later(fault.withinMs);
        return apply();
      case "drop-row":
      case "partial":
        return apply(fault.kind);
      default:
        return fault satisfies never;
    }
  }

  /** Carries out what is late up to this instant, in time order. */
  settle(untilMs: number): void {
    if (this.late.length === 0) return;
    const due = this.late.filter((late) => late.dueMs <= untilMs).toSorted((a, b) => a.dueMs - b.dueMs);
    this.late = this.late.filter((late) => late.dueMs > untilMs);
    for (const { route, asked, dueMs } of due) {
      this.#routeByName.get(route)?.perform(this.#options.situation(dueMs, "none"), asked);
    }
  }
}
