-- At one instant a resignation outranks an activation: who asked to leave is not kept by a tie.
select
  customer_id,
  occurred_at as changed_at,
  case when max(case when status = 'resigned' then 1 else 0 end) = 1 then 'resigned' else 'active' end as status,
  max(case when status = 'active' then 1 else 0 end) = 1 as is_activation
from {{ ref('stg_loyalty__status_events') }}
where occurred_at <= {{ tierline.as_of() }}
group by customer_id, occurred_at
