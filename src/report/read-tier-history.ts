/** Reads tiers over time from the marts of the newest build. The periods are read three times, whole. */
import type { BuildFacts, MemberSource } from "../journal/source.ts";
import type { Cell, Row, Warehouse } from "../warehouse/warehouse.ts";
import type { Level, Movement, TierDays, TierHistory } from "./tier-history.ts";

/** The packaged audience model whose audiences are tiers. */
export const TIER_MODEL = "aud_tier";
const PERIODS = "fct_tier_periods";
const LEVELS = "int_levels_bounded";

export const DAY_MS = 86_400_000;
const DAYS_SHOWN = 396;
const MOVED_DAYS = 30;
const PAGE_ROWS = 5_000;

export interface TierMarts {
  readonly warehouse: Warehouse;
  readonly source: Pick<MemberSource, "newestBuild">;
}

/** A build of the tiers, as far as it went. */
interface TierBuild {
  readonly asOf: string;
  readonly periods: string;
  readonly levels: string;
}

/** Undefined where the packaged tiers were not built, or not successfully. */
export async function readTierHistory(marts: TierMarts): Promise<TierHistory | undefined> {
  const build = await tierBuild(marts);
  if (build === undefined) return undefined;
  const { warehouse } = marts;
  const levels = await readLevels(warehouse, build);
  return {
    asOf: build.asOf,
    levels,
    days: await readDays(warehouse, build, levels),
    movedDays: MOVED_DAYS,
    movements: await readMovements(warehouse, build),
  };
}

/** The tiers from low to high, and how many members each had at these distances from the build's instant. */
export async function readTierSizes(
  marts: TierMarts,
  daysAgo: readonly number[],
): Promise<
  | { readonly asOf: string; readonly levels: readonly Level[]; readonly sizes: ReadonlyMap<string, readonly number[]> }
  | undefined
> {
  const build = await tierBuild(marts);
  if (build === undefined) return undefined;
  const { warehouse } = marts;
  const { timestamp, bigint } = warehouse.dialect.types;
  const sums = daysAgo.map((days, index) => {
    const at = `cast('${sqlInstant(Date.parse(build.asOf) - days * DAY_MS)}' as ${timestamp})`;
    return `cast(sum(case when valid_from <= ${at} and valid_to > ${at} then 1 else 0 end) as ${bigint}) as size_${index}`;
  });
  const rows = await warehouse.rows(
    `select tier_name, ${sums.join(", ")} from ${build.periods} where tier is not null group by tier_name`,
  );
  const sizes = new Map(rows.map((row) => [text(row, "tier_name"), daysAgo.map((_, at) => figure(row, `size_${at}`))]));
  return { asOf: build.asOf, levels: await readLevels(warehouse, build), sizes };
}

async function tierBuild({ source }: TierMarts): Promise<TierBuild | undefined> {
  const build = await source.newestBuild([PERIODS, LEVELS]);
  if (build === undefined || build.finishedAt === null) return undefined;
  const [periods, levels] = [PERIODS, LEVELS].map((model) => relationOf(build, model));
  return periods === undefined || levels === undefined ? undefined : { asOf: build.asOf, periods, levels };
}

function relationOf({ nodes }: BuildFacts, model: string): string | undefined {
  return nodes.find((node) => node.model === model && node.status === "success")?.relation;
}

async function readLevels(warehouse: Warehouse, { levels }: TierBuild): Promise<readonly Level[]> {
  const rows = await warehouse.rows(`select tier_name, min_balance, next_min_balance from ${levels} order by tier`);
  return rows.map((row) => ({
    name: text(row, "tier_name"),
    minBalance: optional(row["min_balance"]),
    nextMinBalance: optional(row["next_min_balance"]),
  }));
}

/** What changed day by day: the running sum is the count, whatever the number of days. */
async function readDays(warehouse: Warehouse, build: TierBuild, levels: readonly Level[]): Promise<TierDays> {
  const { dialect } = warehouse;
  const { bigint, timestamp } = dialect.types;
  const lastDay = Math.floor(Date.parse(build.asOf) / DAY_MS);
  const firstDay = lastDay - DAYS_SHOWN + 1;
  const asOf = `cast('${sqlInstant(Date.parse(build.asOf))}' as ${timestamp})`;
  const side = (column: string, delta: number): string =>
    `select tier_name, greatest(cast(floor(${dialect.epochMillis(column)} / ${DAY_MS}.0) as ${bigint}), ${firstDay}) as day, ${delta} as delta
   from ${build.periods} where tier is not null and ${column} <= ${asOf}`;
  const sql = `select tier_name, day, cast(sum(delta) as ${bigint}) as delta
from (
  ${side("valid_from", 1)}
  union all
  ${side("valid_to", -1)}
) as moves
group by tier_name, day`;
  const deltas = new Map<string, number>();
  for await (const page of warehouse.pages(sql, [], PAGE_ROWS))
    for (const row of page) deltas.set(`${text(row, "tier_name")} ${figure(row, "day")}`, figure(row, "delta"));
  const counts = levels.map(({ name }) => {
    let sum = 0;
    return Array.from({ length: DAYS_SHOWN }, (_, index) => {
      sum += deltas.get(`${name} ${firstDay + index}`) ?? 0;
      return sum;
    });
  });
  return { firstDay, counts };
}

async function readMovements(warehouse: Warehouse, build: TierBuild): Promise<readonly Movement[]> {
  const { timestamp } = warehouse.dialect.types;
  const nowMs = Date.parse(build.asOf);
  const at = (ms: number): string => {
    const instant = `cast('${sqlInstant(ms)}' as ${timestamp})`;
    return `(select customer_id, tier_name from ${build.periods}
  where tier is not null and valid_from <= ${instant} and valid_to > ${instant})`;
  };
  const rows = await warehouse.rows(
    `select b.tier_name as from_name, n.tier_name as to_name, count(*) as members
from ${at(nowMs - MOVED_DAYS * DAY_MS)} as b
full outer join ${at(nowMs)} as n on n.customer_id = b.customer_id
group by b.tier_name, n.tier_name
order by b.tier_name, n.tier_name`,
  );
  return rows.map((row) => ({
    from: optional(row["from_name"]),
    to: optional(row["to_name"]),
    count: figure(row, "members"),
  }));
}

/** Without a zone: every engine takes it as UTC where timestamps have none, and BigQuery where they have. */
function sqlInstant(ms: number): string {
  return new Date(ms).toISOString().replace("T", " ").replace("Z", "");
}

function text(row: Row, column: string): string {
  return optional(row[column]) ?? "";
}

function figure(row: Row, column: string): number {
  return Number(row[column] ?? 0);
}

function optional(cell: Cell | undefined): string | null {
  return cell === null || cell === undefined ? null : String(cell);
}
