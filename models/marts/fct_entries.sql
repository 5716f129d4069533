select
  cast(entry_id as {{ dbt.type_string() }}) as entry_id,
  cast(event_id as {{ dbt.type_string() }}) as event_id,
  cast(kind as {{ dbt.type_string() }}) as kind,
  cast(customer_id as {{ dbt.type_string() }}) as customer_id,
  cast(order_id as {{ dbt.type_string() }}) as order_id,
  {{ tierline.amount('amount') }} as amount,
  cast(currency as {{ dbt.type_string() }}) as currency,
  {{ tierline.amount('signed_amount') }} as signed_amount,
  cast(occurred_at as {{ dbt.type_timestamp() }}) as occurred_at,
  cast(leaves_at as {{ dbt.type_timestamp() }}) as leaves_at,
  cast(excluded_reason is null and leaves_at > {{ tierline.as_of() }} as boolean) as is_counting,
  cast(case
    when excluded_reason is not null then excluded_reason
    when leaves_at <= {{ tierline.as_of() }} then 'out_of_window'
  end as {{ dbt.type_string() }}) as excluded_reason,
  cast(channel as {{ dbt.type_string() }}) as channel,
  {{ tierline.amount('margin_amount') }} as margin_amount
from {{ ref('int_entries_classified') }}
