/** Holds what the models built against the naive reference. A difference is a line of text; none is agreement. */
import type { DbtProject, Row } from "./dbt-project.ts";
import { OPEN_END, Reference, type Rules } from "./reference.ts";
import { type Amount, type Instant, type Member, amountText, instantText } from "./shop.ts";

const text = (at: Instant | null): string | null => (at === null ? null : instantText(at));
const money = (value: Amount | null): string | null => (value === null ? null : amountText(value));
const utc = (column: string): string => `strftime(${column}, '%Y-%m-%dT%H:%M:%S.%fZ')`;

const MEMBERS = `select customer_id, status, ${utc("joined_at")} as joined_at, tier, tier_name, balance, ${utc("tier_since")} as tier_since,
  ${utc("tier_until")} as tier_until, next_tier_name, amount_to_next_tier, amount_to_keep, reason_code from dim_members order by customer_id`;
const PERIODS = `select customer_id, tier, balance_at_start, ${utc("valid_from")} as valid_from, ${utc("valid_to")} as valid_to, cause
  from fct_tier_periods order by customer_id, valid_from`;
const CHANGES = `select customer_id, from_tier, to_tier, ${utc("changed_at")} as changed_at, cause from fct_tier_changes order by customer_id, changed_at`;
const ENTRIES =
  "select coalesce(customer_id, '') as customer_id, event_id, kind, is_counting, excluded_reason from fct_entries order by event_id, kind";
const MONTH_ENDS = `select ${utc("counted_at")} as counted_at, tier, count_members from agg_tier_counts
  where is_month_end order by counted_at, tier`;

/** The first few differences, each naming the member, so that a failing seed can be read. */
export async function differences(
  project: DbtProject,
  members: readonly Member[],
  rules: Rules,
  asOf: Instant,
): Promise<readonly string[]> {
  const built = {
    members: byCustomer(await project.rows(MEMBERS)),
    periods: byCustomer(await project.rows(PERIODS)),
    changes: byCustomer(await project.rows(CHANGES)),
    entries: byCustomer(await project.rows(ENTRIES)),
  };
  const found: string[] = [];
  for (const member of members) {
    const reference = new Reference(member, rules, asOf);
    const expected = {
      members: expectedMember(reference, member, rules),
      periods: expectedPeriods(reference, member),
      changes: expectedChanges(reference, member, asOf),
      entries: expectedEntries(reference, member, asOf),
    };
    for (const part of ["members", "periods", "changes", "entries"] as const) {
      const [actual, wanted] = [JSON.stringify(built[part].get(member.id) ?? []), JSON.stringify(expected[part])];
      if (actual !== wanted)
        found.push(`${part} of ${member.id}\n  built    ${actual}\n  expected ${wanted}\n  history  ${print(member)}`);
    }
  }
  const monthEnds = JSON.stringify(await project.rows(MONTH_ENDS));
  const expectedEnds = JSON.stringify(expectedMonthEnds(members, rules, asOf));
  if (monthEnds !== expectedEnds) found.push(`month ends\n  built    ${monthEnds}\n  expected ${expectedEnds}`);
  return found;
}

function byCustomer(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  return Map.groupBy(rows, (row) => String(row["customer_id"]));
}

function print(member: Member): string {
  const statuses = member.statuses.map((event) => `${event.status} ${instantText(event.at)}`);
  const entries = member.entries.map(
    (entry) => `${entry.kind} ${amountText(entry.amount)} ${entry.currency ?? ""} ${instantText(entry.at)}`,
  );
  return [...statuses, ...entries].join("; ");
}

/** Columns in the order of the queries above; anonymous entries make no member. */
function expectedMember(reference: Reference, member: Member, rules: Rules): readonly Row[] {
  if (member.id === "") return [];
  const answer = reference.answer();
  const level = rules.levels.findIndex((each) => each.tier === answer.tier);
  return [
    {
      customer_id: member.id,
      status: answer.status,
      joined_at: text(answer.joinedAt),
      tier: answer.tier,
      tier_name: rules.levels[level]?.name ?? null,
      balance: money(answer.balance),
      tier_since: text(answer.tierSince),
      tier_until: text(answer.tierUntil),
      next_tier_name: level < 0 ? null : (rules.levels[level + 1]?.name ?? null),
      amount_to_next_tier: money(answer.toNextTier),
      amount_to_keep: money(answer.toKeep),
      reason_code: answer.reason,
    },
  ];
}

function expectedPeriods(reference: Reference, member: Member): readonly Row[] {
  return reference.periods().map((period) => ({
    customer_id: member.id,
    tier: period.tier,
    balance_at_start: money(period.balanceAtStart),
    valid_from: text(period.validFrom),
    valid_to: text(period.validTo),
    cause: period.cause,
  }));
}

function expectedChanges(reference: Reference, member: Member, asOf: Instant): readonly Row[] {
  const begun = reference.periods().map((period) => ({ at: period.validFrom, cause: period.cause }));
  const resigned = reference
    .periods()
    .filter((period) => period.validTo !== OPEN_END && reference.statusAt(period.validTo) === "resigned")
    .map((period) => ({ at: period.validTo, cause: "resign" }));
  return [...begun, ...resigned]
    .filter((change) => change.at <= asOf)
    .toSorted((left, right) => left.at - right.at)
    .map(({ at, cause }) => ({
      customer_id: member.id,
      from_tier: reference.tierAt(at - 1),
      to_tier: reference.tierAt(at),
      changed_at: text(at),
      cause,
    }));
}

function expectedEntries(reference: Reference, member: Member, asOf: Instant): readonly Row[] {
  return member.entries
    .map((entry) => {
      const excluded = reference.exclusion(entry) ?? (reference.isInWindow(entry, asOf) ? null : "out_of_window");
      return {
        customer_id: member.id,
        event_id: entry.id,
        kind: entry.kind,
        is_counting: excluded === null,
        excluded_reason: excluded,
      };
    })
    .toSorted((left, right) => (left.event_id < right.event_id ? -1 : 1));
}

/** Counts the members of each tier just before each month began, from the first spell's month to `asOf`. */
function expectedMonthEnds(members: readonly Member[], rules: Rules, asOf: Instant): readonly Row[] {
  const references = members.map((member) => new Reference(member, rules, asOf));
  const starts = references.flatMap((reference) => reference.periods().map((period) => period.validFrom));
  if (starts.length === 0) return [];
  const first = Math.min(...starts);
  const rows: Row[] = [];
  const began = new Date(first / 1000);
  for (let month = 1; month < 1200; month += 1) {
    const end = Date.UTC(began.getUTCFullYear(), began.getUTCMonth() + month, 1) * 1000;
    if (end > asOf) break;
    for (const level of rules.levels) {
      const count = references.filter((reference) => reference.tierAt(end - 1) === level.tier).length;
      rows.push({ counted_at: text(end), tier: level.tier, count_members: count });
    }
  }
  return rows;
}
