with instants as (
  select customer_id, changed_at, status, is_activation from {{ ref('int_status_instants_resolved') }}
),

joins as (
  select customer_id, min(changed_at) as joined_at
  from instants
  where is_activation
  group by customer_id
),

ranked as (
  select
    customer_id,
    status,
    row_number() over (partition by customer_id order by changed_at desc) as newness
  from instants
)

select
  joins.customer_id,
  joins.joined_at,
  ranked.status
from joins
inner join ranked on ranked.customer_id = joins.customer_id and ranked.newness = 1
