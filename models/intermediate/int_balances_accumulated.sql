with entries as (
  select
    customer_id,
    kind,
    occurred_at,
    leaves_at,
    case when excluded_reason is null then signed_amount else 0 end as signed_amount,
    case when excluded_reason is null then 0 else 1 end as count_errors
  from {{ ref('int_entries_classified') }}
  where excluded_reason is null or excluded_reason in ('invalid_amount', 'other_currency')
),

change_points as (
  select customer_id, started_at as changed_at, 0 as delta_amount, 0 as delta_errors, 0 as charged_amount, 0 as returned_amount
  from {{ ref('int_spells_paired') }}
  union all
  select
    customer_id,
    occurred_at,
    signed_amount,
    count_errors,
    case when kind = 'charge' then signed_amount else 0 end,
    case when kind = 'return' then -signed_amount else 0 end
  from entries
  union all
  select customer_id, leaves_at, -signed_amount, -count_errors, 0, 0
  from entries
),

-- Ties become one instant first: a running sum over tied rows would depend on their order.
instants as (
  select
    customer_id,
    changed_at,
    sum(delta_amount) as delta_amount,
    sum(delta_errors) as delta_errors,
    sum(charged_amount) as charged_amount,
    sum(returned_amount) as returned_amount
  from change_points
  group by customer_id, changed_at
),

accumulated as (
  select
    customer_id,
    changed_at,
    coalesce(lead(changed_at) over (partition by customer_id order by changed_at), {{ tierline.open_end() }}) as next_changed_at,
    sum(delta_amount) over (
      partition by customer_id order by changed_at rows between unbounded preceding and current row
    ) as balance,
    sum(delta_errors) over (
      partition by customer_id order by changed_at rows between unbounded preceding and current row
    ) as count_errors,
    charged_amount,
    returned_amount
  from instants
)

select
  customer_id,
  changed_at,
  next_changed_at,
  {{ tierline.amount('balance') }} as balance,
  cast(count_errors as {{ dbt.type_int() }}) as count_errors,
  {{ tierline.amount('charged_amount') }} as charged_amount,
  {{ tierline.amount('returned_amount') }} as returned_amount
from accumulated
