select
  cast(event_id as {{ dbt.type_string() }}) as event_id,
  cast(customer_id as {{ dbt.type_string() }}) as customer_id,
  cast(status as {{ dbt.type_string() }}) as status,
  cast(occurred_at as {{ dbt.type_timestamp() }}) as occurred_at
from {{ source('raw', 'loyalty_status') }}
