select
  cast(change_no as {{ dbt.type_string() }}) as event_id,
  cast(card_no as {{ dbt.type_string() }}) as customer_id,
  cast(case state when 'JOINED' then 'active' when 'LEFT' then 'resigned' end as {{ dbt.type_string() }}) as status,
  {{ tierline.to_utc('changed_local', 'Europe/Warsaw') }} as occurred_at
from {{ source('landing', 'crm_memberships') }}
where state in ('JOINED', 'LEFT')
