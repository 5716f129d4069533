with periods as (
  select
    customer_id,
    tier,
    tier_name,
    valid_from,
    valid_to,
    cause,
    lag(tier) over (partition by customer_id order by valid_from) as previous_tier,
    lag(tier_name) over (partition by customer_id order by valid_from) as previous_tier_name,
    lag(valid_to) over (partition by customer_id order by valid_from) as previous_valid_to,
    lead(valid_from) over (partition by customer_id order by valid_from) as next_valid_from
  from {{ ref('fct_tier_periods') }}
),

begun as (
  select
    customer_id,
    case when previous_valid_to = valid_from then previous_tier end as from_tier,
    case when previous_valid_to = valid_from then previous_tier_name end as from_tier_name,
    tier as to_tier,
    tier_name as to_tier_name,
    valid_from as changed_at,
    cause
  from periods
),

resigned as (
  select
    customer_id,
    tier as from_tier,
    tier_name as from_tier_name,
    cast(null as {{ dbt.type_int() }}) as to_tier,
    cast(null as {{ dbt.type_string() }}) as to_tier_name,
    valid_to as changed_at,
    'resign' as cause
  from periods
  where valid_to < {{ tierline.open_end() }} and (next_valid_from is null or next_valid_from > valid_to)
),

changes as (
  select customer_id, from_tier, from_tier_name, to_tier, to_tier_name, changed_at, cause from begun
  union all
  select customer_id, from_tier, from_tier_name, to_tier, to_tier_name, changed_at, cause from resigned
)

select
  cast(customer_id as {{ dbt.type_string() }}) as customer_id,
  cast(changed_at as {{ dbt.type_timestamp() }}) as changed_at,
  cast(from_tier as {{ dbt.type_int() }}) as from_tier,
  cast(from_tier_name as {{ dbt.type_string() }}) as from_tier_name,
  cast(to_tier as {{ dbt.type_int() }}) as to_tier,
  cast(to_tier_name as {{ dbt.type_string() }}) as to_tier_name,
  cast(cause as {{ dbt.type_string() }}) as cause
from changes
where changed_at <= {{ tierline.as_of() }}
