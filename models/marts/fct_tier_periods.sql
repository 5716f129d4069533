with leveled as (
  select
    balances.customer_id,
    spells.started_at,
    spells.ended_at,
    spells.is_rejoin,
    balances.changed_at,
    balances.balance,
    balances.charged_amount,
    balances.returned_amount,
    case when balances.count_errors = 0 then levels.tier end as tier,
    case when balances.count_errors = 0 then levels.tier_name end as tier_name
  from {{ ref('int_balances_accumulated') }} as balances
  inner join {{ ref('int_spells_paired') }} as spells
    on spells.customer_id = balances.customer_id
    and balances.changed_at >= spells.started_at
    and balances.changed_at < spells.ended_at
  inner join {{ ref('int_levels_bounded') }} as levels
    on (levels.min_balance is null or balances.balance >= levels.min_balance)
    and (levels.next_min_balance is null or balances.balance < levels.next_min_balance)
),

compared as (
  select
    customer_id,
    started_at,
    ended_at,
    is_rejoin,
    changed_at,
    balance,
    charged_amount,
    returned_amount,
    tier,
    tier_name,
    lag(tier) over (partition by customer_id, started_at order by changed_at) as previous_tier
  from leveled
),

turning_points as (
  select
    customer_id,
    started_at,
    ended_at,
    changed_at,
    balance,
    tier,
    tier_name,
    case
      when changed_at = started_at and is_rejoin then 'rejoin'
      when changed_at = started_at then 'join'
      when tier is null then 'data_error'
      when tier > previous_tier and charged_amount > 0 then 'charge'
      when tier < previous_tier and returned_amount > 0 then 'return'
      else 'window'
    end as cause
  from compared
  where changed_at = started_at or tier is distinct from previous_tier
)

select
  cast(customer_id as {{ dbt.type_string() }}) as customer_id,
  cast(tier as {{ dbt.type_int() }}) as tier,
  cast(tier_name as {{ dbt.type_string() }}) as tier_name,
  {{ tierline.amount('balance') }} as balance_at_start,
  cast(changed_at as {{ dbt.type_timestamp() }}) as valid_from,
  cast(coalesce(
    lead(changed_at) over (partition by customer_id, started_at order by changed_at), ended_at
  ) as {{ dbt.type_timestamp() }}) as valid_to,
  cast(cause as {{ dbt.type_string() }}) as cause
from turning_points
