{% set charges = source('raw', 'charges') %}

select
  cast(event_id as {{ dbt.type_string() }}) as event_id,
  cast(customer_id as {{ dbt.type_string() }}) as customer_id,
  {{ tierline.amount('amount') }} as amount,
  cast(currency as {{ dbt.type_string() }}) as currency,
  cast(occurred_at as {{ dbt.type_timestamp() }}) as occurred_at,
  cast(order_id as {{ dbt.type_string() }}) as order_id,
  {{ tierline.optional_column(charges, 'channel', dbt.type_string()) }} as channel,
  {{ tierline.optional_column(charges, 'margin_amount', tierline.type_amount()) }} as margin_amount
from {{ charges }}
