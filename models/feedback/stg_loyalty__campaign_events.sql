select
  cast(account_id as {{ dbt.type_string() }}) as account_id,
  cast(destination as {{ dbt.type_string() }}) as destination,
  cast(event_id as {{ dbt.type_string() }}) as event_id,
  cast(kind as {{ dbt.type_string() }}) as kind,
  cast(campaign_id as {{ dbt.type_string() }}) as campaign_id,
  cast(campaign_name as {{ dbt.type_string() }}) as campaign_name,
  cast(member_id as {{ dbt.type_string() }}) as member_id,
  cast(address as {{ dbt.type_string() }}) as address,
  cast(occurred_at as {{ dbt.type_timestamp() }}) as occurred_at,
  is_final
from {{ source('raw_feedback', 'campaign_events') }}
