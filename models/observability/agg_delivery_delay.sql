{{ config(enabled=tierline.watches_state()) }}

with synced as (
  {{ tierline.synced_rows() }}
),

places as (
  select place_no, name, audience, {{ tierline.from_millis('taken_at_ms') }} as taken_at
  from {{ source('tierline_state', 'places') }}
  where kind = 'list' and model = 'aud_tier' and released_at_ms is null
),

periods as (
  select customer_id, tier_name, valid_from, valid_to from {{ ref('fct_tier_periods') }} where tier is not null
),

-- Who came to a tier before its list was taken was not waited for.
delays as (
  select
    synced.sync,
    places.place_no,
    places.name as place_name,
    {{ dbt.datediff('periods.valid_from', tierline.from_millis('synced.said_at_ms'), 'minute') }} as minutes
  from synced
  inner join places on places.place_no = synced.place_no
  inner join periods on periods.customer_id = synced.member_key and periods.tier_name = places.audience
  where synced.said_op = 'enter'
    and synced.is_settled
    and periods.valid_from >= places.taken_at
    and periods.valid_from <= {{ tierline.from_millis('synced.said_at_ms') }}
    and periods.valid_to > {{ tierline.from_millis('synced.said_at_ms') }}
)

select
  sync,
  place_no,
  place_name,
  count(*) as count_members,
  cast(sum(case when minutes <= 60 then 1 else 0 end) as {{ dbt.type_bigint() }}) as count_within_hour,
  cast(sum(case when minutes <= 1440 then 1 else 0 end) as {{ dbt.type_bigint() }}) as count_within_day,
  {{ tierline.amount('avg(minutes)') }} as average_minutes,
  cast(max(minutes) as {{ dbt.type_bigint() }}) as longest_minutes
from delays
group by sync, place_no, place_name
