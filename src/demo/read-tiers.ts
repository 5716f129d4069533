/** How many members each tier has, and who moved between two instants: read from the marts of the newest build. */
import { ConfigError } from "../domain/errors.ts";
import type { Source } from "../journal/source.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";

export interface TierCount {
  readonly tier: string;
  readonly members: number;
}

export interface TierMove {
  readonly from: string;
  readonly to: string;
  readonly count: number;
}

export interface TierPicture {
  /** From the lowest tier. */
  readonly counts: readonly TierCount[];
  /** Everybody who had a tier at one of the two instants; `no tier` for the other. */
  readonly moves: readonly TierMove[];
  /** Somebody whose tier rose between the two and will end by itself: worth an explanation. */
  readonly riser: string | null;
}

export const NO_TIER = "no tier";
const MODELS = ["agg_tier_counts", "fct_tier_periods"] as const;

/** `sinceIso` and `untilIso`: instants; the second is that of the build. */
export async function readTiers(
  { warehouse, source }: { readonly warehouse: Warehouse; readonly source: Source<unknown> },
  sinceIso: string,
  untilIso: string,
): Promise<TierPicture> {
  const build = await source.newestBuild(MODELS);
  const relationOf = (model: (typeof MODELS)[number]): string => {
    const node = build?.nodes.find((one) => one.model === model);
    if (node === undefined) throw new ConfigError("not_built", "The models were not built.");
    return node.relation;
  };
  const counts = await warehouse.rows(
    `select tier_name, count_members from ${relationOf("agg_tier_counts")} where not is_month_end order by tier`,
  );
  const timestamp = warehouse.dialect.types.timestamp;
  const periodsAt = (position: number): string => {
    const instant = `cast(${warehouse.dialect.placeholder(position)} as ${timestamp})`;
    return `select customer_id, tier, tier_name, valid_to from ${relationOf("fct_tier_periods")}
      where tier is not null and valid_from <= ${instant} and valid_to > ${instant}`;
  };
  const moves = await warehouse.rows(
    `select coalesce(before.tier_name, '${NO_TIER}') as tier_before, coalesce(later.tier_name, '${NO_TIER}') as tier_later,
       count(*) as members
     from (${periodsAt(1)}) as before
     full outer join (${periodsAt(2)}) as later on later.customer_id = before.customer_id
     group by 1, 2 order by 1, 2`,
    [sinceIso, untilIso],
  );
  const [riser] = await warehouse.rows(
    `select min(later.customer_id) as customer_id from (${periodsAt(1)}) as before
     inner join (${periodsAt(2)}) as later on later.customer_id = before.customer_id
     where later.tier > before.tier and extract(year from later.valid_to) < 9999`,
    [sinceIso, untilIso],
  );
  const riserId = riser?.["customer_id"] ?? null;
  return {
    riser: riserId === null ? null : String(riserId),
    counts: counts.map((row) => ({ tier: String(row["tier_name"]), members: Number(row["count_members"]) })),
    moves: moves.map((row) => ({
      from: String(row["tier_before"]),
      to: String(row["tier_later"]),
      count: Number(row["members"]),
    })),
  };
}
