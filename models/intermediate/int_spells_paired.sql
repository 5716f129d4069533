with instants as (
  select
    customer_id,
    changed_at,
    status,
    lag(status) over (partition by customer_id order by changed_at) as previous_status
  from {{ ref('int_status_instants_resolved') }}
),

turns as (
  select
    customer_id,
    changed_at,
    status,
    lead(changed_at) over (partition by customer_id order by changed_at) as next_changed_at
  from instants
  where previous_status is null or previous_status <> status
)

select
  turns.customer_id,
  turns.changed_at as started_at,
  coalesce(turns.next_changed_at, {{ tierline.open_end() }}) as ended_at,
  turns.changed_at > members.joined_at as is_rejoin
from turns
inner join {{ ref('int_members_joined') }} as members on members.customer_id = turns.customer_id
where turns.status = 'active'
