{{ config(enabled=tierline.watches_state()) }}

with outcomes as (
  select plan_no, sync, place_no, op, outcome, reason, row_count, {{ tierline.from_millis('closed_at_ms') }} as closed_at
  from {{ source('tierline_state', 'outcomes') }}
),

places as (
  select place_no, kind, name, model, audience from {{ source('tierline_state', 'places') }}
)

select
  outcomes.plan_no,
  outcomes.sync,
  outcomes.place_no,
  places.kind as place_kind,
  places.name as place_name,
  places.model,
  places.audience,
  outcomes.op as operation,
  outcomes.outcome,
  coalesce(outcomes.reason, '') as reason,
  outcomes.closed_at,
  cast(outcomes.closed_at as date) as closed_on,
  outcomes.row_count as count_changes
from outcomes
inner join places on places.place_no = outcomes.place_no
