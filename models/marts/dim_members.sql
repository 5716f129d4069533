with balances as (
  select customer_id, balance
  from {{ ref('int_balances_accumulated') }}
  where changed_at <= {{ tierline.as_of() }} and next_changed_at > {{ tierline.as_of() }}
),

periods as (
  select customer_id, tier, tier_name, valid_from, valid_to
  from {{ ref('fct_tier_periods') }}
  where valid_from <= {{ tierline.as_of() }} and valid_to > {{ tierline.as_of() }}
),

-- The period after the one at as_of, as far as entries already made tell.
forecasts as (
  select periods.customer_id, next_periods.balance_at_start as balance
  from periods
  inner join {{ ref('fct_tier_periods') }} as next_periods
    on next_periods.customer_id = periods.customer_id and next_periods.valid_from = periods.valid_to
),

joined as (
  select
    customers.customer_id,
    contacts.email,
    members.status,
    members.joined_at,
    periods.tier,
    periods.tier_name,
    case when members.customer_id is not null then coalesce(balances.balance, 0) end as balance,
    case when periods.tier is not null then periods.valid_from end as tier_since,
    case when periods.tier is not null and periods.valid_to < {{ tierline.open_end() }} then periods.valid_to end as tier_until,
    levels.next_tier_name,
    levels.next_min_balance - balances.balance as amount_to_next_tier,
    case
      when periods.tier is null then null
      when forecasts.balance < levels.min_balance then levels.min_balance - forecasts.balance
      else 0
    end as amount_to_keep,
    levels.discount_percent,
    case
      when members.customer_id is null then 'NOT_MEMBER'
      when members.status <> 'active' then 'NOT_ACTIVE'
      when periods.tier is null then 'DATA_ERROR'
    end as reason_code
  from {{ ref('int_customers_united') }} as customers
  left join {{ ref('stg_loyalty__customers') }} as contacts on contacts.customer_id = customers.customer_id
  left join {{ ref('int_members_joined') }} as members on members.customer_id = customers.customer_id
  left join balances on balances.customer_id = customers.customer_id
  left join periods on periods.customer_id = customers.customer_id
  left join forecasts on forecasts.customer_id = customers.customer_id
  left join {{ ref('int_levels_bounded') }} as levels on levels.tier = periods.tier
)

select
  cast(customer_id as {{ dbt.type_string() }}) as customer_id,
  cast(email as {{ dbt.type_string() }}) as email,
  cast(status as {{ dbt.type_string() }}) as status,
  cast(joined_at as {{ dbt.type_timestamp() }}) as joined_at,
  cast(tier as {{ dbt.type_int() }}) as tier,
  cast(tier_name as {{ dbt.type_string() }}) as tier_name,
  {{ tierline.amount('balance') }} as balance,
  cast(tier_since as {{ dbt.type_timestamp() }}) as tier_since,
  cast(tier_until as {{ dbt.type_timestamp() }}) as tier_until,
  cast(next_tier_name as {{ dbt.type_string() }}) as next_tier_name,
  {{ tierline.amount('amount_to_next_tier') }} as amount_to_next_tier,
  {{ tierline.amount('amount_to_keep') }} as amount_to_keep,
  {{ tierline.amount('discount_percent') }} as discount_percent,
  cast(reason_code as {{ dbt.type_string() }}) as reason_code
from joined
