with periods as (
  select tier, valid_from, valid_to from {{ ref('fct_tier_periods') }} where tier is not null
),

-- Who entered and who left each tier, month by month: the running sum is the count, without comparing every period with every month.
moves as (
  select tier, {{ tierline.month_start('valid_from') }} as month_at, 1 as delta_members from periods
  union all
  select tier, {{ tierline.month_start('valid_to') }} as month_at, -1 as delta_members from periods
),

monthly as (
  select tier, month_at, sum(delta_members) as delta_members from moves group by tier, month_at
),

at_month_ends as (
  select months.ended_at, levels.tier, levels.tier_name, coalesce(sum(monthly.delta_members), 0) as count_members
  from {{ ref('int_months_ended') }} as months
  cross join {{ ref('int_levels_bounded') }} as levels
  left join monthly on monthly.tier = levels.tier and monthly.month_at < months.ended_at
  group by months.ended_at, levels.tier, levels.tier_name
),

at_as_of as (
  select levels.tier, levels.tier_name, count(periods.tier) as count_members
  from {{ ref('int_levels_bounded') }} as levels
  left join periods
    on periods.tier = levels.tier and periods.valid_from <= {{ tierline.as_of() }} and periods.valid_to > {{ tierline.as_of() }}
  group by levels.tier, levels.tier_name
),

counts as (
  select {{ tierline.as_of() }} as counted_at, false as is_month_end, tier, tier_name, count_members from at_as_of
  union all
  select ended_at as counted_at, true as is_month_end, tier, tier_name, count_members from at_month_ends
)

select
  cast(counted_at as {{ dbt.type_timestamp() }}) as counted_at,
  cast(is_month_end as boolean) as is_month_end,
  cast(tier as {{ dbt.type_int() }}) as tier,
  cast(tier_name as {{ dbt.type_string() }}) as tier_name,
  cast(count_members as {{ dbt.type_int() }}) as count_members
from counts
