with entries as (
  select
    kind,
    {{ tierline.month_start('entries.occurred_at') }} as month_at,
    case when entries.customer_id is null then 0 else 1 end as is_linked,
    -- Only what can be added up: amounts that are valid and in the currency of the programme.
    case when entries.amount >= 0 and entries.currency = policies.currency then entries.amount else 0 end as amount
  from {{ ref('int_entries_classified') }} as entries
  cross join {{ ref('int_policies_selected') }} as policies
  where entries.occurred_at <= {{ tierline.as_of() }}
),

totals as (
  select
    kind,
    month_at,
    count(*) as count_entries,
    sum(is_linked) as count_linked,
    sum(amount) as total_amount,
    sum(is_linked * amount) as linked_amount
  from entries
  group by kind, month_at
),

shares as (
  select
    month_at,
    kind,
    count_entries,
    count_linked,
    {{ tierline.share('count_linked', 'count_entries') }} as count_linked_share,
    total_amount,
    linked_amount,
    {{ tierline.share('linked_amount', 'total_amount') }} as linked_amount_share
  from totals
)

select
  cast(month_at as date) as month_on,
  cast(kind as {{ dbt.type_string() }}) as kind,
  cast(count_entries as {{ dbt.type_int() }}) as count_entries,
  cast(count_linked as {{ dbt.type_int() }}) as count_linked,
  {{ tierline.amount('count_linked_share') }} as count_linked_share,
  {{ tierline.amount('total_amount') }} as total_amount,
  {{ tierline.amount('linked_amount') }} as linked_amount,
  {{ tierline.amount('linked_amount_share') }} as linked_amount_share
from shares
