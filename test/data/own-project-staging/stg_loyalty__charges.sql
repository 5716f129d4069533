select
  cast(receipt_no as {{ dbt.type_string() }}) as event_id,
  cast(card_no as {{ dbt.type_string() }}) as customer_id,
  {{ tierline.from_cents('cents') }} as amount,
  cast(currency_code as {{ dbt.type_string() }}) as currency,
  {{ tierline.to_utc('paid_local', 'Europe/Warsaw') }} as occurred_at,
  cast(receipt_no as {{ dbt.type_string() }}) as order_id,
  cast(null as {{ dbt.type_string() }}) as channel,
  cast(null as {{ tierline.type_amount() }}) as margin_amount
from {{ ref('receipts') }}
