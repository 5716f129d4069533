/** A member's tier periods, each with the entries that decided it: what was charged, returned, or left the window. */
import type { Cell, Row, Warehouse } from "../warehouse/warehouse.ts";
import { amountText } from "./amount-text.ts";

export interface TierPeriod {
  readonly tierName: string | null;
  /** Just before `validFrom`. */
  readonly balanceBefore: string;
  readonly balance: string;
  readonly validFrom: string;
  /** Null: open. */
  readonly validTo: string | null;
  readonly cause: string;
  /** Largest first; none for who joined. */
  readonly decidedBy: readonly DecidingEntry[];
}

export interface DecidingEntry {
  readonly eventId: string;
  readonly kind: string;
  /** Signed: a return is negative. Null: it is not known, which is why the tier is not. */
  readonly amount: string | null;
  /** True: it left the window at that instant. False: it happened then. */
  readonly isLeaving: boolean;
}

export interface PeriodsOptions {
  readonly warehouse: Warehouse;
  readonly periods: string;
  readonly entries: string;
  readonly customerId: string;
}

const OPEN_END = "9999-12-31";
const NOTHING = "0.0000";

/**
 * Oldest first. An entry takes part in a balance from `occurred_at` until `leaves_at`; one that never did has no
 * `leaves_at`. An invalid one adds nothing, but hides the tier as long. One read.
 */
export async function readTierPeriods(options: PeriodsOptions): Promise<readonly TierPeriod[]> {
  const { warehouse, periods, entries, customerId } = options;
  const rows = await warehouse.rows(
    `select
      p.tier_name, p.balance_at_start, p.valid_from, p.valid_to, p.cause,
      p.balance_at_start - coalesce(sum(case
        when e.excluded_reason in ('invalid_amount', 'other_currency') then 0
        when e.leaves_at = p.valid_from then -e.signed_amount
        else e.signed_amount
      end) over (partition by p.valid_from), 0) as balance_before,
      e.event_id, e.kind, e.signed_amount,
      coalesce(e.leaves_at = p.valid_from, false) as is_leaving,
      case
        when p.cause = 'charge' then e.kind = 'charge' and e.occurred_at = p.valid_from
        when p.cause = 'return' then e.kind = 'return' and e.occurred_at = p.valid_from
        when p.cause = 'data_error' then e.excluded_reason is not null and e.occurred_at = p.valid_from
        when p.cause = 'window' then e.leaves_at = p.valid_from
        else false
      end as is_deciding
    from ${periods} as p
    left join ${entries} as e
      on e.customer_id = p.customer_id
      and e.leaves_at is not null
      and (e.occurred_at = p.valid_from or e.leaves_at = p.valid_from)
    where p.customer_id = ${warehouse.dialect.placeholder(1)}
    order by p.valid_from, abs(e.signed_amount) desc nulls last, e.kind, e.event_id`,
    [customerId],
  );
  const found = new Map<string, TierPeriod>();
  for (const row of rows) {
    const validFrom = text(row["valid_from"]) ?? "";
    const period = found.get(validFrom) ?? readPeriod(row, validFrom);
    const decidedBy = row["is_deciding"] === true ? [...period.decidedBy, readEntry(row)] : period.decidedBy;
    found.set(validFrom, { ...period, decidedBy });
  }
  return [...found.values()];
}

function readPeriod(row: Row, validFrom: string): TierPeriod {
  const validTo = text(row["valid_to"]) ?? "";
  return {
    tierName: text(row["tier_name"]),
    balanceBefore: amountText(row["balance_before"]) ?? NOTHING,
    balance: amountText(row["balance_at_start"]) ?? NOTHING,
    validFrom,
    validTo: validTo.startsWith(OPEN_END) ? null : validTo,
    cause: text(row["cause"]) ?? "",
    decidedBy: [],
  };
}

function readEntry(row: Row): DecidingEntry {
  return {
    eventId: text(row["event_id"]) ?? "",
    kind: text(row["kind"]) ?? "",
    amount: amountText(row["signed_amount"]),
    isLeaving: row["is_leaving"] === true,
  };
}

function text(cell: Cell | undefined): string | null {
  return cell === null || cell === undefined ? null : String(cell);
}
