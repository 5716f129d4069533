{{ config(enabled=tierline.watches_state()) }}

with deliveries as (
  select sync, place_no, place_name, model, audience, closed_on, operation, count_changes
  from {{ ref('fct_deliveries') }}
  -- What was accepted without a call changed nothing at the destination.
  where place_kind = 'list' and outcome = 'accepted' and reason not in ('kept', 'same_record')
),

synced as (
  {{ tierline.synced_rows() }}
),

listed as (
  select place_no, count(*) as count_members from synced where said_op <> 'leave' or not is_settled group by place_no
),

days as (
  select
    sync,
    place_no,
    place_name,
    model,
    audience,
    closed_on,
    sum(case when operation = 'enter' then count_changes else 0 end) as count_added,
    sum(case when operation = 'leave' then count_changes else 0 end) as count_removed
  from deliveries
  group by sync, place_no, place_name, model, audience, closed_on
),

-- From today's size backwards: what came later is taken away again.
later as (
  select
    sync,
    place_no,
    place_name,
    model,
    audience,
    closed_on,
    count_added,
    count_removed,
    coalesce(
      sum(count_added - count_removed)
        over (partition by place_no order by closed_on desc rows between unbounded preceding and 1 preceding),
      0
    ) as count_later
  from days
)

select
  later.sync,
  later.place_no,
  later.place_name,
  later.model,
  later.audience,
  later.closed_on,
  cast(later.count_added as {{ dbt.type_bigint() }}) as count_added,
  cast(later.count_removed as {{ dbt.type_bigint() }}) as count_removed,
  cast(coalesce(listed.count_members, 0) - later.count_later as {{ dbt.type_bigint() }}) as count_members
from later
left join listed on listed.place_no = later.place_no
