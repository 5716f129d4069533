select
  cast(refund_no as {{ dbt.type_string() }}) as event_id,
  cast(card_no as {{ dbt.type_string() }}) as customer_id,
  {{ tierline.from_cents('cents') }} as amount,
  cast('PLN' as {{ dbt.type_string() }}) as currency,
  {{ tierline.to_utc('refunded_local', 'Europe/Warsaw') }} as occurred_at,
  cast(receipt_no as {{ dbt.type_string() }}) as order_id
from {{ source('landing', 'pos_refunds') }}
