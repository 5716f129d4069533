{{ config(enabled=tierline.watches_state()) }}

with deliveries as (
  select sync, place_no, place_name, closed_on, outcome, count_changes from {{ ref('fct_deliveries') }}
),

counted as (
  select
    sync,
    place_no,
    place_name,
    closed_on,
    sum(count_changes) as count_changes,
    sum(case when outcome = 'accepted' then count_changes else 0 end) as count_accepted,
    sum(case when outcome = 'refused' then count_changes else 0 end) as count_refused,
    sum(case when outcome = 'withheld' then count_changes else 0 end) as count_withheld,
    sum(case when outcome = 'unsettled' then count_changes else 0 end) as count_unsettled
  from deliveries
  group by sync, place_no, place_name, closed_on
)

select
  sync,
  place_no,
  place_name,
  closed_on,
  cast(count_changes as {{ dbt.type_bigint() }}) as count_changes,
  cast(count_accepted as {{ dbt.type_bigint() }}) as count_accepted,
  cast(count_refused as {{ dbt.type_bigint() }}) as count_refused,
  cast(count_withheld as {{ dbt.type_bigint() }}) as count_withheld,
  cast(count_unsettled as {{ dbt.type_bigint() }}) as count_unsettled,
  {{ tierline.amount(tierline.share('count_accepted', 'count_changes')) }} as accepted_share
from counted
