select
  cast(event_id as {{ dbt.type_string() }}) as event_id,
  cast(customer_id as {{ dbt.type_string() }}) as customer_id,
  {{ tierline.amount('amount') }} as amount,
  cast(currency as {{ dbt.type_string() }}) as currency,
  cast(occurred_at as {{ dbt.type_timestamp() }}) as occurred_at,
  cast(order_id as {{ dbt.type_string() }}) as order_id
from {{ source('raw', 'returns') }}
