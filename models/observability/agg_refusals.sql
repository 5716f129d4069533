{{ config(enabled=tierline.watches_state()) }}

with refused as (
  select sync, place_no, place_name, reason, closed_at, count_changes
  from {{ ref('fct_deliveries') }}
  where outcome = 'refused'
)

select
  sync,
  place_no,
  place_name,
  reason,
  cast(sum(count_changes) as {{ dbt.type_bigint() }}) as count_changes,
  min(closed_at) as first_refused_at,
  max(closed_at) as last_refused_at
from refused
group by sync, place_no, place_name, reason
