/** Why one member has the tier they have: read from the marts of the newest build, where every answer stands already. */
import { ConfigError } from "../domain/errors.ts";
import type { Sync } from "../domain/sync.ts";
import type { BuildFacts, MemberExclusions, MemberSource } from "../journal/source.ts";
import type { Cell, Row, Warehouse } from "../warehouse/warehouse.ts";
import { amountText } from "./amount-text.ts";
import { readBuild } from "./read-build.ts";
import { readTierPeriods, type TierPeriod } from "./read-tier-periods.ts";

export interface MemberFacts {
  readonly customerId: string;
  /** Personal data: mask it before it is shown. */
  readonly email: string | null;
  readonly status: string | null;
  readonly joinedAt: string | null;
  readonly tierName: string | null;
  readonly balance: string | null;
  readonly tierSince: string | null;
  readonly tierUntil: string | null;
  readonly nextTierName: string | null;
  readonly amountToNextTier: string | null;
  readonly amountToKeep: string | null;
  readonly discountPercent: string | null;
  readonly reasonCode: string | null;
}

export interface EntryFacts {
  readonly eventId: string;
  readonly kind: string;
  /** Signed: a return is negative. */
  readonly amount: string | null;
  readonly currency: string | null;
  readonly occurredAt: string | null;
  readonly leavesAt: string | null;
  /** Null: it counts. */
  readonly excludedReason: string | null;
}

export interface EntrySum {
  /** Null: those that count. */
  readonly excludedReason: string | null;
  readonly count: number;
  readonly amount: string | null;
}

/** A list that the models name this member for; whoever is excluded is not wanted there all the same. */
export interface DesiredList {
  readonly sync: string;
  readonly model: string;
  readonly list: string;
}

export interface MemberExplanation {
  readonly asOf: string;
  readonly invocationId: string;
  /** Hours for which an entry counts; the window is `(asOf − windowHours, asOf]`. */
  readonly windowHours: number;
  readonly member: MemberFacts;
  readonly entrySums: readonly EntrySum[];
  /** The newest entries, newest first. */
  readonly entries: readonly EntryFacts[];
  /** What falls out of the window next, soonest first. */
  readonly leavingNext: readonly EntryFacts[];
  /** Oldest first; those that begin after `asOf` are the forecast if nothing more happens. */
  readonly periods: readonly TierPeriod[];
  readonly desired: readonly DesiredList[];
  /** By sync; one without a build that a plan can be made from is not in it. */
  readonly exclusions: ReadonlyMap<string, MemberExclusions>;
}

export interface ExplainOptions {
  readonly warehouse: Warehouse;
  readonly source: MemberSource;
  readonly syncs: readonly Sync[];
  readonly customerId: string;
  /** Of each list of rows. */
  readonly rowsMax: number;
}

const MARTS = ["dim_members", "fct_entries", "fct_tier_periods"] as const;
const RULES = "int_policies_selected";
const MODELS = [...MARTS, RULES] as const;

/**
 * Undefined: no such customer is known. `ConfigError` `not_built` when the marts were not built yet, or not successfully.
 * Six small reads, and one of all members for each sync that keeps people out.
 */
export async function explainMember(options: ExplainOptions): Promise<MemberExplanation | undefined> {
  const { warehouse, customerId, rowsMax } = options;
  const build = await newestBuild(options.source);
  const relation = (model: (typeof MODELS)[number]): string => relationOf(build, model);
  const read = (sql: string): Promise<readonly Row[]> => warehouse.rows(sql, [customerId]);
  const ofMember = `where customer_id = ${warehouse.dialect.placeholder(1)}`;

  const [member] = await read(`select * from ${relation("dim_members")} ${ofMember}`);
  if (member === undefined) return undefined;
  const [policy] = await warehouse.rows(`select window_hours from ${relation("int_policies_selected")}`);
  const entries = `from ${relation("fct_entries")} ${ofMember}`;
  const sums = await read(
    `select excluded_reason, count(*) as entries, sum(signed_amount) as amount ${entries}
     group by excluded_reason order by excluded_reason nulls first`,
  );
  const newest = await read(
    `select event_id, kind, signed_amount, currency, occurred_at, leaves_at, excluded_reason ${entries}
     order by occurred_at desc, event_id desc limit ${rowsMax}`,
  );
  const leaving = await read(
    `select event_id, kind, signed_amount, currency, occurred_at, leaves_at, excluded_reason ${entries}
     and is_counting order by leaves_at, event_id limit ${rowsMax}`,
  );
  return {
    asOf: build.asOf,
    invocationId: build.invocationId,
    windowHours: Number(policy?.["window_hours"] ?? 0),
    member: readMember(member),
    entrySums: sums.map((row) => ({
      excludedReason: text(row["excluded_reason"]),
      count: Number(row["entries"] ?? 0),
      amount: amountText(row["amount"]),
    })),
    entries: newest.map(readEntry),
    leavingNext: leaving.map(readEntry),
    periods: await readTierPeriods({
      warehouse,
      periods: relation("fct_tier_periods"),
      entries: relation("fct_entries"),
      customerId,
    }),
    desired: await readDesired(options),
    exclusions: await readExclusions(options),
  };
}

async function newestBuild(source: ExplainOptions["source"]): Promise<BuildFacts> {
  const build = await source.newestBuild(MARTS);
  // `tierline check` builds the rules anew, and no mart.
  const rules = await source.newestBuild([RULES]);
  if (build !== undefined && rules !== undefined) {
    const whole = { ...build, nodes: [...build.nodes, ...rules.nodes] };
    if (build.finishedAt !== null && MODELS.every((model) => statusOf(whole, model) === "success")) return whole;
  }
  const why = build === undefined ? "The models were not built yet." : "The newest build did not succeed.";
  throw new ConfigError("not_built", why, { remedy: "Run: tierline build" });
}

function statusOf(build: BuildFacts, model: string): string | undefined {
  return build.nodes.find((node) => node.model === model)?.status;
}

function relationOf(build: BuildFacts, model: string): string {
  const node = build.nodes.find((one) => one.model === model);
  if (node === undefined)
    throw new ConfigError("not_built", `The newest build did not select ${model}.`, { remedy: "Run: tierline build" });
  return node.relation;
}

async function readDesired(options: ExplainOptions): Promise<readonly DesiredList[]> {
  const { warehouse, customerId } = options;
  const desired: DesiredList[] = [];
  for (const sync of options.syncs)
    for (const audience of sync.audiences) {
      const build = await options.source.newestBuild([audience.model]);
      const node = build?.nodes.find((one) => one.model === audience.model);
      if (node === undefined || node.status !== "success") continue;
      const where = `where customer_id = ${warehouse.dialect.placeholder(1)}`;
      for (const row of await warehouse.rows(`select audience from ${node.relation} ${where}`, [customerId]))
        for (const list of audience.lists)
          if (list.audience === row["audience"])
            desired.push({ sync: sync.name, model: audience.model, list: list.list });
    }
  return desired;
}

async function readExclusions({ source, syncs, customerId }: ExplainOptions): Promise<MemberExplanation["exclusions"]> {
  const exclusions = new Map<string, MemberExclusions>();
  for (const sync of syncs) {
    const answer = await readBuild(source, sync, null);
    if (answer.is === "fit") exclusions.set(sync.name, await source.exclusions(sync, answer.build, customerId));
  }
  return exclusions;
}

function readMember(row: Row): MemberFacts {
  return {
    customerId: text(row["customer_id"]) ?? "",
    email: text(row["email"]),
    status: text(row["status"]),
    joinedAt: text(row["joined_at"]),
    tierName: text(row["tier_name"]),
    balance: amountText(row["balance"]),
    tierSince: text(row["tier_since"]),
    tierUntil: text(row["tier_until"]),
    nextTierName: text(row["next_tier_name"]),
    amountToNextTier: amountText(row["amount_to_next_tier"]),
    amountToKeep: amountText(row["amount_to_keep"]),
    discountPercent: amountText(row["discount_percent"]),
    reasonCode: text(row["reason_code"]),
  };
}

function readEntry(row: Row): EntryFacts {
  return {
    eventId: text(row["event_id"]) ?? "",
    kind: text(row["kind"]) ?? "",
    amount: amountText(row["signed_amount"]),
    currency: text(row["currency"]),
    occurredAt: text(row["occurred_at"]),
    leavesAt: text(row["leaves_at"]),
    excludedReason: text(row["excluded_reason"]),
  };
}

function text(cell: Cell | undefined): string | null {
  return cell === null || cell === undefined ? null : String(cell);
}
