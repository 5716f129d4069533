with levels as (
  select
    cast(tier_levels.tier as {{ dbt.type_int() }}) as tier,
    cast(tier_levels.tier_name as {{ dbt.type_string() }}) as tier_name,
    {{ tierline.amount('tier_levels.min_balance') }} as min_balance,
    {{ tierline.amount('tier_levels.discount_percent') }} as discount_percent
  from {{ ref('tier_levels') }} as tier_levels
  inner join {{ ref('int_policies_selected') }} as policies on policies.version = tier_levels.version
),

neighboured as (
  select
    tier,
    tier_name,
    min_balance,
    discount_percent,
    lag(tier) over (order by tier) as previous_tier,
    lead(tier_name) over (order by tier) as next_tier_name,
    lead(min_balance) over (order by tier) as next_min_balance
  from levels
)

select
  tier,
  tier_name,
  -- The lowest tier holds every balance below the second, debts too.
  case when previous_tier is not null then min_balance end as min_balance,
  next_min_balance,
  next_tier_name,
  discount_percent
from neighboured
